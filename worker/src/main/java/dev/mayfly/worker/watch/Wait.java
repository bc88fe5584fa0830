package dev.mayfly.worker.watch;

import dev.mayfly.workflows.id.RunnerName;

/** An open wait, and what earlier polls have seen for it. */
abstract sealed class Wait permits TurnWait, TaskWait, OtherRunnerWait {

  private final PendingActivity activity;
  private final RunnerName name;

  Wait(PendingActivity activity, RunnerName name) {
    this.activity = activity;
    this.name = name;
  }

  /** Returns the activity that this wait is to Temporal. */
  final PendingActivity activity() {
    return activity;
  }

  /** Returns the runner that a log line about this wait names. */
  final RunnerName name() {
    return name;
  }

  /** Returns the last poll in words; the heartbeat carries it into the Web UI. */
  final String status() {
    return activity.status();
  }

  final void status(String words) {
    activity.status(words);
  }
}
