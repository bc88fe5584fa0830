package dev.mayfly.worker.watch;

import dev.mayfly.workflows.RunnerRef;
import dev.mayfly.workflows.TaskRef;
import dev.mayfly.workflows.Watch;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One open wait, and what earlier looks have seen for it. What the judge remembers belongs to the
 * looking thread; the rest is shared with the threads that speak to Temporal.
 */
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

  /** The last look that found the task without a node again, though it had started before. */
  @Nullable Instant nodelessAt;

  /** The last look in words; the wait's heartbeat carries it into the Web UI. */
  volatile String seen = "not looked yet";

  /** When the next heartbeat is due. */
  volatile Instant beatAt = Instant.MIN;

  /** A completion is on its way to Temporal: nothing is left to judge unless it fails. */
  final AtomicBoolean completing = new AtomicBoolean();

  /** A heartbeat is on its way: while Temporal is down, no second one queues up behind it. */
  final AtomicBoolean beating = new AtomicBoolean();

  Wait(Stage stage, byte[] taskToken, RunnerRef runner, @Nullable Watch watch) {
    this.stage = stage;
    this.taskToken = taskToken;
    this.runner = runner;
    this.watch = watch;
    this.runnerId = runner.id();
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
