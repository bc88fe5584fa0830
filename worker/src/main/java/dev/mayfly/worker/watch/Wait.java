package dev.mayfly.worker.watch;

import dev.mayfly.workflows.id.RunnerName;

/** An open wait, and what earlier polls have seen for it. */
sealed interface Wait permits TurnWait, TaskWait, OtherRunnerWait {

  /** Returns the activity that this wait is to Temporal. */
  PendingActivity activity();

  /** Returns the runner that a log line about this wait names. */
  RunnerName name();

  /** Returns the last poll in words; the heartbeat carries it into the Web UI. */
  default String status() {
    return activity().status();
  }

  default void status(String words) {
    activity().status(words);
  }
}
