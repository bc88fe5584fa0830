package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.LifeSteps.Awaited;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.PoolPause.Probe;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.temporal.StepFailed;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A fault of its pool as one attempt meets it: told to the pool, and then waited out. */
final class PoolFault {

  // Within this the pool says that it is not paused.
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(30);

  private final LifeSteps steps;
  private final WorkflowRuntime runtime;
  private final RunnerRequest request;
  private final RunnerName runner;
  private final RefusalPauses pauses;
  private boolean told;
  private @Nullable Awaited mended;

  /**
   * @param pauses those of the whole life.
   */
  PoolFault(Means means, RunnerName runner, RefusalPauses pauses) {
    this.steps = means.steps();
    this.runtime = means.runtime();
    this.request = means.request();
    this.runner = runner;
    this.pauses = pauses;
  }

  /** Tells the pool of a refusal; it asks by itself whether that is mended. */
  void refused(String cause) {
    pause(cause, Probe.of(request.job().forge(), request.job().scope()));
  }

  /** Tells the pool of a fault that only another runner can find mended. */
  void metByRunner(String cause) {
    pause(cause, Probe.BY_RUNNER);
  }

  /** Tells the pool of a removal that is refused; returns false where this is not done yet. */
  boolean stopsCleanUp(String cause) {
    if (!runtime.isSince("refused removal " + runner.attempt())) {
      return false;
    }
    if (!told) {
      refused(cause);
    }
    return true;
  }

  private void pause(String cause, Probe probe) {
    told = true;
    try {
      steps.pausePool(pool(), new PoolPause(runner.toString(), cause, runtime.now(), probe));
    } catch (StepFailed notPaused) {
      // The next attempt asks the pool for a turn in any case.
    }
  }

  private PoolId pool() {
    return new PoolId(request.installation(), request.pool());
  }

  /** Returns whether another removal of this life is refused now. */
  boolean isRefusedNow() {
    return pauses.isRefused();
  }

  /** Notes that a removal was not refused. */
  void notRefused() {
    pauses.mended();
  }

  /** Waits until the pool is not paused any more, or for ever longer. */
  void waitOut(String timer) {
    pauses.refused();
    if (mended == null || mended.isOver()) {
      mended = steps.awaitTurn(new Turn(pool(), runner, runtime.now(), true));
    }
    Awaited resumed = mended;
    runtime.until(timer, LEAST_PAUSE, () -> false);
    // One that is not paused refuses this step alone, which must not be repeated at once for ever.
    boolean wasPaused = !resumed.isOver();
    if (runtime.until(timer, pauses.next(), () -> wasPaused && resumed.isOver())) {
      pauses.mended();
    }
  }

  /** Ends the wait for the pool, if there is one. */
  void leave() {
    Awaited waiting = mended;
    if (waiting != null && !waiting.isOver()) {
      steps.leaveTurn(new Turn(pool(), runner, runtime.now(), true));
      runtime.until(waiting::isOver);
    }
  }
}
