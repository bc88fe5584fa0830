package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.id.RunnerName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A registration. */
final class ModelRunner {

  final long id;
  final RunnerName name;
  final List<String> labels;
  final long since;
  boolean online;
  // Its container is dead, whatever the forge says of it.
  boolean dead;
  boolean done;
  boolean ignored;
  @Nullable ModelJob job;

  ModelRunner(long id, RunnerName name, List<String> labels, long since) {
    this.id = id;
    this.name = name;
    this.labels = labels;
    this.since = since;
  }

  boolean isBusy() {
    return job != null && !done;
  }
}
