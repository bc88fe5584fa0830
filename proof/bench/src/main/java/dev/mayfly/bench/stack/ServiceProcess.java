package dev.mayfly.bench.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.local.stack.ChildProcess;
import dev.mayfly.worker.WorkerApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Dropwizard service as a process of its own, seen through its admin port. */
public record ServiceProcess(String admin, ChildProcess process) implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);
  // As ./mayfly starts it. Where tests run beside it a worker that gives way would never begin.
  private static final List<String> GIVES_WAY =
      List.of("nice", "-n", System.getProperty("mayfly.bench.nice", "10"));

  /**
   * Starts it, and returns once it is healthy.
   *
   * @param main an application whose words are the file's name.
   * @param heapMegabytes its {@code -Xmx}; it ends when that is not enough.
   */
  public static ServiceProcess start(
      String name,
      Class<?> main,
      List<String> words,
      int adminPort,
      int heapMegabytes,
      Path directory)
      throws IOException, InterruptedException {
    List<String> java = ChildProcess.java(main, heapMegabytes, words);
    List<String> command = main == WorkerApplication.class ? concat(GIVES_WAY, java) : java;
    ServiceProcess service =
        new ServiceProcess(
            "http://127.0.0.1:" + adminPort,
            new ChildProcess(name, command, directory.resolve(name + ".out")));
    try {
      service.process.start();
      BenchProgress.until("the " + name + " is healthy", START, service::isHealthy);
      return service;
    } catch (IOException | InterruptedException | RuntimeException e) {
      service.close();
      throw e;
    }
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private boolean isHealthy() throws InterruptedException {
    process.check();
    try {
      JsonNode checks = new ObjectMapper().readTree(new Http().health(admin + "/healthcheck"));
      return !checks.isEmpty()
          && checks.properties().stream()
              .allMatch(it -> it.getValue().path("healthy").asBoolean() || isStartedLater(it));
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Returns whether a gateway only misses the worker, which is started after it. */
  private static boolean isStartedLater(Map.Entry<String, JsonNode> check) {
    String said = check.getValue().path("message").asText();
    return check.getKey().equals("worker") && said.contains("no worker polls");
  }

  public WorkerThreads threads() throws IOException, InterruptedException {
    return WorkerThreads.of(new Http().get(admin + "/threads"));
  }

  /** Returns what it measures of itself, as Dropwizard writes it. */
  public JsonNode metrics() throws IOException, InterruptedException {
    return new ObjectMapper().readTree(new Http().get(admin + "/metrics.json"));
  }

  /** Returns what its heap holds now, garbage included. */
  public long heapMegabytes() throws IOException, InterruptedException {
    return metrics().path("gauges").path("jvm.memory.heap.used").path("value").asLong() >> 20;
  }

  @Override
  public void close() {
    process.close();
  }
}
