package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.simulator.Script.Boot;
import dev.mayfly.workflows.simulator.Script.Fault;
import dev.mayfly.workflows.step.TaskRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Batch task and the container in it. */
final class ModelTask {

  enum State {
    ACTIVE,
    RUNNING,
    COMPLETED
  }

  final RunnerName name;
  final String pool;
  final List<String> labels;
  final Boot boot;
  final long createdAt;
  // When its registration token was made; absent where it is registered already (JIT).
  final @Nullable Long tokenMintedAt;
  long readyAt;
  State state = State.ACTIVE;
  long startedAt;
  @Nullable Integer exitCode;
  @Nullable String failure;
  int starts;
  @Nullable ModelRunner runner;
  // For the checks only.
  boolean deleted;
  long deletedAt;
  boolean mishap;
  // When the life was last told that the registration is gone; negative: not yet.
  long unregisteredAt = -1;
  @Nullable ModelJob ran;
  // It was given a job when it was dead already.
  boolean wasOffered;

  ModelTask(TaskRequest order, @Nullable Long tokenMintedAt, Boot boot, long now) {
    this.name = order.task().task();
    this.pool = order.task().batchJob().pool();
    this.labels = order.labels();
    this.tokenMintedAt = tokenMintedAt;
    this.boot = boot;
    this.createdAt = now;
    this.readyAt = now + boot.starts() * FleetModel.SECOND;
  }

  boolean isAlive() {
    return !deleted && state == State.RUNNING;
  }

  /** Returns the fault of this start of it. */
  Fault fault() {
    return starts == 1 ? boot.fault() : Fault.NONE;
  }
}
