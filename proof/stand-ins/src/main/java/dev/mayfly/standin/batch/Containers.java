package dev.mayfly.standin.batch;

import dev.mayfly.standin.node.Cleanup;
import dev.mayfly.standin.node.Container;
import dev.mayfly.standin.node.ContainerEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The containers behind the tasks, with their files. Thread-safe. */
final class Containers {

  private static final Duration GRACE = Duration.ofSeconds(3);

  private final String account;
  private final ContainerEngine engine;
  private final Path files;
  private final Set<TaskRun> running = new LinkedHashSet<>();

  Containers(String account, ContainerEngine engine) {
    this.account = account;
    this.engine = engine;
    try {
      this.files = engine.newDirectory();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory for the tasks' files", e);
    }
  }

  /** Returns whether a task of this image runs with nothing behind it. */
  boolean isPlayed(String image) {
    return engine.isPlayed(image);
  }

  /**
   * @param extra beside the task's own environment.
   */
  synchronized CompletableFuture<Container> start(
      TaskEntry task, TaskRun run, Map<String, String> extra) {
    String name = task.job.id + "-" + task.id + "-" + run.containerId();
    Path directory = files.resolve(name);
    Map<String, String> environment = environment(task, run);
    environment.putAll(extra);
    CompletableFuture<Container> started = engine.start(task.order(directory, environment));
    run.starting(directory, started);
    running.add(run);
    return started;
  }

  private Map<String, String> environment(TaskEntry task, TaskRun run) {
    Map<String, String> environment = new LinkedHashMap<>(task.environment());
    environment.put("AZ_BATCH_ACCOUNT_NAME", account); // Rule batch-own-variables.
    environment.put("AZ_BATCH_POOL_ID", task.job.poolId());
    environment.put("AZ_BATCH_NODE_ID", run.node().id());
    environment.put("AZ_BATCH_JOB_ID", task.job.id);
    environment.put("AZ_BATCH_TASK_ID", task.id);
    return environment;
  }

  /** Done once nothing of it runs any more; one that is just being started is awaited first. */
  CompletableFuture<Void> stop(TaskRun run) {
    return run.container()
        .map(started -> started.thenCompose(container -> container.kill(GRACE)))
        .orElseGet(() -> CompletableFuture.completedFuture(null))
        .exceptionally(neverStarted -> null)
        .thenRun(() -> forget(run));
  }

  synchronized void forget(TaskRun run) {
    running.remove(run);
  }

  /** Children included. */
  synchronized List<ProcessHandle> processes() {
    return running.stream()
        .flatMap(run -> run.container().stream())
        .filter(started -> started.isDone() && !started.isCompletedExceptionally())
        .flatMap(started -> started.join().processes().stream())
        .toList();
  }

  /** Returns the names of the container engine's own. */
  List<String> existing() {
    return engine.containers();
  }

  void killNow() {
    processes().forEach(ProcessHandle::destroyForcibly);
    engine.close();
    new Cleanup(files).run();
  }

  void close() {
    CompletableFuture<?>[] ends;
    synchronized (this) {
      ends = List.copyOf(running).stream().map(this::stop).toArray(CompletableFuture<?>[]::new);
    }
    CompletableFuture.allOf(ends).join();
    engine.close();
    new Cleanup(files).run();
  }
}
