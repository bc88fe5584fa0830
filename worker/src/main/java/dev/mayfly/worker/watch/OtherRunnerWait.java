package dev.mayfly.worker.watch;

import dev.mayfly.workflows.step.RunnerRef;

/** A wait until another life's runner, which took the job, is no longer busy. */
final class OtherRunnerWait extends Wait {

  private final RunnerRef runner;
  private boolean sawItNotBusy;

  OtherRunnerWait(PendingActivity activity, RunnerRef runner) {
    super(activity, runner.name());
    this.runner = runner;
  }

  RunnerRef runner() {
    return runner;
  }

  /** Returns whether the runner was not busy in two polls in a row, this one and the last. */
  boolean isOver(boolean busyNow) {
    boolean over = sawItNotBusy && !busyNow;
    sawItNotBusy = !busyNow;
    return over;
  }
}
