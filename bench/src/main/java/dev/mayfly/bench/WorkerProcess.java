package dev.mayfly.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.worker.WorkerApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The real worker as a process of its own, seen through its admin port. */
final class WorkerProcess implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);

  private final Http http = new Http();
  private final String admin;
  private final ChildProcess process;

  private WorkerProcess(String admin, ChildProcess process) {
    this.admin = admin;
    this.process = process;
  }

  /** Starts it, and returns once it is healthy. */
  static WorkerProcess start(Path file, int adminPort, int heapMegabytes, Path directory)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heapMegabytes + "m",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            WorkerApplication.class.getName(),
            file.toString());
    WorkerProcess worker =
        new WorkerProcess(
            "http://127.0.0.1:" + adminPort, ChildProcess.start("worker", command, directory));
    try {
      Progress.until("the worker is healthy", START, worker::isHealthy);
      return worker;
    } catch (IOException | InterruptedException | RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  private boolean isHealthy() throws InterruptedException {
    process.check();
    try {
      return !http.get(admin + "/healthcheck").isEmpty();
    } catch (IOException notYet) {
      return false;
    }
  }

  ChildProcess process() {
    return process;
  }

  WorkerThreads threads() throws IOException, InterruptedException {
    return WorkerThreads.of(http.get(admin + "/threads"));
  }

  /** What its heap holds now, garbage included. */
  long heapMegabytes() throws IOException, InterruptedException {
    JsonNode metrics = new ObjectMapper().readTree(http.get(admin + "/metrics"));
    return metrics.path("gauges").path("jvm.memory.heap.used").path("value").asLong() >> 20;
  }

  @Override
  public void close() {
    process.close();
  }
}
