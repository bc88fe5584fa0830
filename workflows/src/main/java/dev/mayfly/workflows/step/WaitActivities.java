package dev.mayfly.workflows.step;

import dev.mayfly.workflows.pool.Turn;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Duration;

/**
 * The waiting steps of a life. They are completed asynchronously by a watcher that all lives of a
 * worker share, so they hold neither a slot nor a thread; none is ever cancelled, because each one
 * comes true in the end.
 */
@ActivityInterface
public interface WaitActivities {

  /**
   * The time after which Temporal times a wait out and starts it anew; the watcher beats at 0.6 of
   * it.
   */
  Duration HEARTBEAT_TIMEOUT = Duration.ofMinutes(2);

  /**
   * The same of the waits for a job's end, which last for hours: each heartbeat is an action. What
   * a dead worker left is taken over long before (ADR 9).
   */
  Duration LONG_HEARTBEAT_TIMEOUT = Duration.ofMinutes(10);

  /** Until the pool lets the runner be made: {@code Admitted}, or {@code Gone} once it has left. */
  @ActivityMethod(name = "awaitTurn")
  WaitResult awaitTurn(Turn turn);

  /**
   * Has the watcher tell the pool, with all others of a second, that an admitted runner is gone. A
   * local activity: what is lost with its worker, the pool finds out by a look.
   */
  @ActivityMethod(name = "giveBackTurn")
  void giveBackTurn(Turn turn);

  /**
   * Until a node has started the task: {@code Started}, {@code Ended}, {@code Gone} or {@code
   * Overdue}.
   */
  @ActivityMethod(name = "awaitStart")
  WaitResult awaitStart(WaitRequest wait);

  /**
   * Until the forge lists the runner as online: {@code Online}, {@code Ended}, {@code Gone} or
   * {@code Overdue}.
   */
  @ActivityMethod(name = "awaitOnline")
  WaitResult awaitOnline(WaitRequest wait);

  /**
   * Until the task is over: {@code Ended}, {@code Gone}, {@code Busy}, {@code Idle} or {@code
   * Overdue}.
   */
  @ActivityMethod(name = "awaitCompletion")
  WaitResult awaitCompletion(WaitRequest wait);

  /**
   * Until a runner of another life, which took this job, is not listed as busy any more: {@code
   * Gone}.
   */
  @ActivityMethod(name = "awaitOther")
  WaitResult awaitOther(RunnerRef runner);
}
