package dev.mayfly.bench.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A Dropwizard service as a process of its own, seen through its admin port. */
public final class ServiceProcess implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);

  private final Http http = new Http();
  private final String name;
  private final String admin;
  private final List<String> command;
  private final Path directory;
  private ChildProcess process;

  private ServiceProcess(String name, int adminPort, List<String> command, Path directory)
      throws IOException {
    this.name = name;
    this.admin = "http://127.0.0.1:" + adminPort;
    this.command = command;
    this.directory = directory;
    this.process = ChildProcess.start(name, command, directory);
  }

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
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heapMegabytes + "m",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(words);
    ServiceProcess service = new ServiceProcess(name, adminPort, List.copyOf(command), directory);
    try {
      service.awaitHealth();
      return service;
    } catch (IOException | InterruptedException | RuntimeException e) {
      service.close();
      throw e;
    }
  }

  private void awaitHealth() throws IOException, InterruptedException {
    BenchProgress.until("the " + name + " is healthy", START, this::isHealthy);
  }

  private boolean isHealthy() throws InterruptedException {
    process.check();
    try {
      return !http.get(admin + "/healthcheck").isEmpty();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** SIGKILL, and the same command again at once; does not wait until it is healthy. */
  public void killAndStart() throws IOException, InterruptedException {
    process.kill();
    process = ChildProcess.start(name, command, directory);
  }

  public ChildProcess process() {
    return process;
  }

  public WorkerThreads threads() throws IOException, InterruptedException {
    return WorkerThreads.of(http.get(admin + "/threads"));
  }

  /** What it measures of itself, as Dropwizard writes it. */
  public JsonNode metrics() throws IOException, InterruptedException {
    return new ObjectMapper().readTree(http.get(admin + "/metrics"));
  }

  /** What its heap holds now, garbage included. */
  public long heapMegabytes() throws IOException, InterruptedException {
    return metrics().path("gauges").path("jvm.memory.heap.used").path("value").asLong() >> 20;
  }

  @Override
  public void close() {
    process.close();
  }
}
