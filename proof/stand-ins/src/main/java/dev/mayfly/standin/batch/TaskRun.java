package dev.mayfly.standin.batch;

import dev.mayfly.standin.node.Container;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One run of a task on a node; a preempted task has another later. */
final class TaskRun {

  private final Node node;
  private final String containerId = UUID.randomUUID().toString().replace("-", "");
  private @Nullable Path directory;
  private @Nullable CompletableFuture<Container> container;

  TaskRun(Node node) {
    this.node = node;
  }

  Node node() {
    return node;
  }

  String containerId() {
    return containerId;
  }

  Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }

  /** Absent before one is started; its start may take a while, and fail. */
  Optional<CompletableFuture<Container>> container() {
    return Optional.ofNullable(container);
  }

  void starting(Path files, CompletableFuture<Container> started) {
    directory = files;
    container = started;
  }
}
