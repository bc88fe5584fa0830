package dev.mayfly.worker.watch;

import dev.mayfly.workflows.RunnerRef;
import dev.mayfly.workflows.TaskRef;
import dev.mayfly.workflows.Watch;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One open wait, and what earlier looks have seen for it. Belongs to the watcher's one thread. */
final class Wait {

  final Stage stage;
  final byte[] taskToken;
  final RunnerRef runner;
  final @Nullable Watch watch;

  /** The registration's id, from the life or from a listing. */
  @Nullable Long runnerId;

  /** Since which look the runner has been busy, without a break. */
  @Nullable Instant busySince;

  /** Since which look the registration has been missing, without a break. */
  @Nullable Instant missingSince;

  /** The last look in words; the wait's heartbeat carries it into the Web UI. */
  String seen = "not looked yet";

  Instant beatAt;

  Wait(Stage stage, byte[] taskToken, RunnerRef runner, @Nullable Watch watch, Instant now) {
    this.stage = stage;
    this.taskToken = taskToken;
    this.runner = runner;
    this.watch = watch;
    this.runnerId = runner.id();
    this.beatAt = now;
  }

  /** What a wait for a task watches; every stage but {@link Stage#OTHER} has it. */
  Watch watch() {
    if (watch == null) {
      throw new IllegalStateException(stage + " watches no task");
    }
    return watch;
  }

  TaskRef task() {
    return watch().task();
  }
}
