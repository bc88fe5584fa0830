package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.temporal.StepFailed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a life as its story calls them: activities under Temporal, a model of the world in a
 * simulation. A step that cannot be done throws {@link StepFailed}; whatever is worth repeating has
 * been repeated before.
 */
public interface LifeSteps {

  RunnerToken mintRunnerToken(RunnerRef runner, List<String> labels);

  BatchJobId ensureBatchJob(String pool);

  /** The task's address, for people. */
  String createTask(TaskRequest order);

  Awaited awaitTurn(Turn turn);

  /** Gives the turn to the next runner. Can be lost: the pool finds out by itself. */
  void leaveTurn(Turn turn);

  void pausePool(PoolId pool, PoolPause pause);

  Awaited awaitStart(WaitRequest watch);

  Awaited awaitOnline(WaitRequest watch);

  Awaited awaitCompletion(WaitRequest watch);

  Awaited awaitOther(RunnerRef runner);

  JobStatus lookAtJob(JobRef job);

  Removal removeRunner(RunnerRef runner);

  Removal withdrawTask(TaskRef task);

  Removal deleteTask(TaskRef task, @Nullable RunnerRef unlessBusy);

  boolean extendTask(TaskRef task, Duration maxWallClock, Duration retention);

  Optional<String> keepNode(TaskRef task);

  void releaseNode(String pool, String node);

  /** A wait that goes on beside the story. It is never called off: it comes true. */
  interface Awaited {

    boolean isOver();

    /** What it saw; blocks until it is over, and never throws. */
    WaitResult get();
  }
}
