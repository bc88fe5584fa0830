package dev.mayfly.bench.stack;

import dev.mayfly.local.stack.LocalTemporal;
import dev.mayfly.local.stack.Ports;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Temporal's dev server, which counts the calls that it answers. */
public final class TemporalServer implements AutoCloseable {

  private static final Pattern COUNT = Pattern.compile("(?m)^service_requests\\{([^}]*)} (\\S+)$");
  private static final Pattern OPERATION = Pattern.compile("operation=\"(\\w+)\"");

  private static final Duration CALL = Duration.ofSeconds(30);

  private final Http http = new Http();
  private final String address;
  private final int metricsPort;
  private final List<String> command;
  private final Path directory;
  private ChildProcess process;

  private TemporalServer(int port, int metricsPort, List<String> command, Path directory)
      throws IOException {
    this.address = "127.0.0.1:" + port;
    this.metricsPort = metricsPort;
    this.command = command;
    this.directory = directory;
    this.process = ChildProcess.start("temporal", command, directory);
  }

  /** Starts one that keeps everything in memory; returns once it answers. */
  public static TemporalServer inMemory(Path binary, Path directory)
      throws IOException, InterruptedException {
    return start(binary, directory, List.of());
  }

  /** Starts one with SQLite in WAL mode, as {@code ./mayfly demo} does. */
  public static TemporalServer onDisk(Path binary, Path directory)
      throws IOException, InterruptedException {
    return start(
        binary,
        directory,
        List.of(
            "--db-filename",
            directory.resolve("temporal.db").toString(),
            "--sqlite-pragma",
            "journal_mode=WAL",
            "--sqlite-pragma",
            "synchronous=NORMAL"));
  }

  private static TemporalServer start(Path binary, Path directory, List<String> storage)
      throws IOException, InterruptedException {
    int port = Ports.free();
    int metricsPort = Ports.free();
    List<String> command = new ArrayList<>(command(binary, port, metricsPort));
    command.addAll(storage);
    TemporalServer server = new TemporalServer(port, metricsPort, List.copyOf(command), directory);
    try {
      // Which also makes sure that it knows the search attributes.
      LocalTemporal.start(Map.of("TEMPORAL_ADDRESS", server.address), directory).close();
      return server;
    } catch (IOException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static List<String> command(Path binary, int port, int metricsPort) {
    return List.of(
        binary.toString(),
        "server",
        "start-dev",
        "--headless",
        "--port",
        String.valueOf(port),
        "--metrics-port",
        String.valueOf(metricsPort),
        "--log-level",
        "error",
        "--dynamic-config-value",
        "system.enableActivityEagerExecution=true");
  }

  /** A client of its own for it, to be stopped by the caller. */
  public TemporalConnection connect() {
    return new TemporalConnection(
        new TemporalSettings(address, null, null, null, null), Map.of(), CALL);
  }

  /** SIGKILL, and the same command again at once; does not wait until it answers. */
  public void killAndStart() throws IOException, InterruptedException {
    process.kill();
    process = ChildProcess.start("temporal", command, directory);
  }

  public String address() {
    return address;
  }

  public ChildProcess process() {
    return process;
  }

  /** How many calls its frontend has answered to clients, by operation. */
  public Map<String, Double> calls() throws IOException, InterruptedException {
    Map<String, Double> calls = new TreeMap<>();
    Matcher line = COUNT.matcher(http.get("http://127.0.0.1:" + metricsPort + "/metrics"));
    while (line.find()) {
      Matcher operation = OPERATION.matcher(line.group(1));
      if (line.group(1).contains("namespace=\"default\"")
          && line.group(1).contains("service_name=\"frontend\"")
          && operation.find()) {
        calls.merge(operation.group(1), Double.valueOf(line.group(2)), Double::sum);
      }
    }
    return calls;
  }

  @Override
  public void close() {
    process.close();
  }
}
