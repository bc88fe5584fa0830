package dev.mayfly.workflows.life;

import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.life.LifeSteps.Awaited;
import dev.mayfly.workflows.step.WaitResult;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first stage of a task, until a node starts it. A request to end a task may arrive long after
 * it was sent, and then meet a runner with a job: so a task that no node has started is ended only
 * when its runner can register no more (ADR 23). A just-in-time registration is removed for that; a
 * registration token is waited out, or its runner starts and leaves in the order of all others.
 */
final class StartStage {

  // github/docs, "Create a registration token": it expires after one hour. Rule
  // gh-registration-token-hour. A runner that starts
  // later than this may not manage to register.
  private static final Duration TOKEN_FRESH = Duration.ofMinutes(50);
  // The hour, and what a runner that has begun to register takes at most (a guess). Gitea's token
  // is a standing one and never too old: docs/assumptions.md. Rule gitea-standing-token.
  private static final Duration TOKEN_DEAD = Duration.ofMinutes(65);
  private static final String TOO_OLD = "its token grew too old while it waited for capacity";
  private static final String CHANGE = "an unstarted task is kept";

  private final TaskLifecycle lifecycle;
  private final WorkflowRuntime runtime;
  private final RunnerState state;
  private final CleanUp cleanUp;
  private @Nullable Awaited start;
  private boolean late;

  StartStage(TaskLifecycle lifecycle, Means means, RunnerState state, CleanUp cleanUp) {
    this.lifecycle = lifecycle;
    this.runtime = means.runtime();
    this.state = state;
    this.cleanUp = cleanUp;
  }

  /** Returns the end of a runner that no node is to start, or that is over; else nothing. */
  Optional<End> untilStarted(TaskRef created, Pool.Registration registration) {
    state.enter(Phase.WAITING_FOR_CAPACITY, runtime.now());
    Instant begun = runtime.now();
    Awaited fresh = await(begun, TOKEN_FRESH);
    runtime.until(() -> fresh.isOver() || state.isTaken() || state.isUnwanted());
    if (state.isTaken()) {
      return Optional.empty();
    }
    String why = isTooOld(fresh) ? TOO_OLD : state.whyUnwanted();
    if (fresh.isOver() && !isTooOld(fresh)) {
      return lifecycle.endOf(fresh.get());
    }
    if (!runtime.isSince(CHANGE)) {
      return cleanUp.withdraw(created) ? Optional.of(withdrawn(why)) : lifecycle.endOf(fresh.get());
    }
    return registration == Pool.Registration.JIT && !state.isForced()
        ? lifecycle.leaving(new End.Released(why))
        : untilHarmless(fresh, begun);
  }

  private Optional<End> untilHarmless(Awaited fresh, Instant begun) {
    runtime.until(() -> fresh.isOver() || state.isTaken() || state.isForced());
    late = isTooOld(fresh);
    Awaited last = late ? await(begun, TOKEN_DEAD) : fresh;
    runtime.until(() -> last.isOver() || state.isTaken() || state.isForced());
    if (state.isForced()) {
      return Optional.of(state.endNow());
    }
    if (state.isTaken()) {
      return Optional.empty();
    }
    return isTooOld(last)
        ? lifecycle.leaving(new End.Released(TOO_OLD))
        : lifecycle.endOf(last.get());
  }

  /** Returns the end of a runner that started with a token too old to register with. */
  Optional<End> endOf(WaitResult saw) {
    return late && LifeRules.exited(saw, LifeRules.REFUSED)
        ? Optional.of(new End.Released(TOO_OLD))
        : Optional.empty();
  }

  /**
   * Returns the start of the task as Batch told it, if it told. Lets the watcher notice another.
   */
  @Nullable Instant startTime() {
    return seen().map(WaitResult.Started::startTime).orElse(null);
  }

  /** Returns what was seen of the start; empty: nothing yet. */
  Optional<WaitResult.Started> seen() {
    return start != null && start.isOver() && start.get() instanceof WaitResult.Started started
        ? Optional.of(started)
        : Optional.empty();
  }

  /** Forgets the start: the task runs again, and its next start is not the first. */
  void startedAgain() {
    start = null;
  }

  private Awaited await(Instant begun, Duration patience) {
    Awaited wait = lifecycle.awaitStart(begun, patience);
    start = wait;
    return wait;
  }

  private static boolean isTooOld(Awaited start) {
    return start.isOver() && start.get() instanceof WaitResult.Overdue;
  }

  /**
   * A node may have started it while Batch did not answer, and was preempted after it took a job.
   */
  private End withdrawn(String why) {
    WaitResult preempted = new WaitResult.Gone(runtime.now(), "its node", false);
    return state.isTaken() ? lifecycle.lost(preempted) : new End.Released(why);
  }
}
