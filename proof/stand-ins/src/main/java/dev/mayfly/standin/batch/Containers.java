package dev.mayfly.standin.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The processes behind the tasks, with their files. Thread-safe. */
final class Containers {

  private static final Duration GRACE = Duration.ofSeconds(3);

  private final String account;
  private final Map<String, List<String>> images;
  private final Path files;
  private final Map<TaskRun, TaskProcess> running = new LinkedHashMap<>();

  Containers(String account, Map<String, List<String>> images) {
    this.account = account;
    this.images = Map.copyOf(images);
    try {
      this.files = Files.createTempDirectory("mayfly-batch-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory for the tasks' files", e);
    }
  }

  /** Returns the command that an image runs; absent for one that cannot be pulled. */
  Optional<List<String>> command(String image) {
    return Optional.ofNullable(images.get(image));
  }

  /**
   * @param extra beside the task's own environment.
   */
  synchronized TaskProcess start(
      TaskEntry task, TaskRun run, List<String> command, Map<String, String> extra)
      throws IOException {
    Path directory = files.resolve(task.job.id + "-" + task.id + "-" + run.containerId());
    Map<String, String> environment = environment(task, run);
    environment.putAll(extra);
    TaskProcess process = TaskProcess.start(command, environment, directory);
    run.started(process);
    running.put(run, process);
    return process;
  }

  private Map<String, String> environment(TaskEntry task, TaskRun run) {
    Map<String, String> environment = new LinkedHashMap<>(task.environment());
    environment.put("AZ_BATCH_ACCOUNT_NAME", account);
    environment.put("AZ_BATCH_POOL_ID", task.job.poolId());
    environment.put("AZ_BATCH_NODE_ID", run.node().id());
    environment.put("AZ_BATCH_JOB_ID", task.job.id);
    environment.put("AZ_BATCH_TASK_ID", task.id);
    return environment;
  }

  /** Done once nothing of it runs any more. */
  CompletableFuture<Void> stop(TaskRun run) {
    return run.process()
        .map(process -> process.kill(GRACE))
        .orElseGet(() -> CompletableFuture.completedFuture(null))
        .thenRun(() -> forget(run));
  }

  synchronized void forget(TaskRun run) {
    running.remove(run);
  }

  /** Children included. */
  synchronized List<ProcessHandle> processes() {
    return running.values().stream().flatMap(process -> process.family().stream()).toList();
  }

  synchronized void killNow() {
    running.values().forEach(TaskProcess::killNow);
    new Cleanup(files).run();
  }

  void close() {
    CompletableFuture<?>[] ends;
    synchronized (this) {
      ends =
          running.values().stream()
              .map(process -> process.kill(GRACE))
              .toArray(CompletableFuture<?>[]::new);
    }
    CompletableFuture.allOf(ends).join();
    new Cleanup(files).run();
  }
}
