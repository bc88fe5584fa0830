package dev.mayfly.standin.batch;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run of a task on a node; a preempted task has another later. */
final class TaskRun {

  private final Node node;
  private final String containerId = UUID.randomUUID().toString().replace("-", "");
  private @Nullable TaskProcess process;

  TaskRun(Node node) {
    this.node = node;
  }

  Node node() {
    return node;
  }

  String containerId() {
    return containerId;
  }

  Optional<TaskProcess> process() {
    return Optional.ofNullable(process);
  }

  void started(TaskProcess started) {
    process = started;
  }
}
