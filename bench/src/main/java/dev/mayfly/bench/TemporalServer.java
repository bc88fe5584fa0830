package dev.mayfly.bench;

import dev.mayfly.local.LocalTemporal;
import dev.mayfly.local.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Temporal's dev server, in memory, which counts the calls that it answers. */
final class TemporalServer implements AutoCloseable {

  private static final Pattern COUNT = Pattern.compile("(?m)^service_requests\\{([^}]*)} (\\S+)$");
  private static final Pattern OPERATION = Pattern.compile("operation=\"(\\w+)\"");

  private final Http http = new Http();
  private final String address;
  private final int metricsPort;
  private final ChildProcess process;

  private TemporalServer(String address, int metricsPort, ChildProcess process) {
    this.address = address;
    this.metricsPort = metricsPort;
    this.process = process;
  }

  /** Starts it, and returns once it answers and knows the search attributes. */
  static TemporalServer start(Path binary, Path directory)
      throws IOException, InterruptedException {
    int port = Ports.free();
    int metricsPort = Ports.free();
    ChildProcess process =
        ChildProcess.start("temporal", command(binary, port, metricsPort), directory);
    TemporalServer server = new TemporalServer("127.0.0.1:" + port, metricsPort, process);
    try {
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
        "error");
  }

  String address() {
    return address;
  }

  ChildProcess process() {
    return process;
  }

  /** How many calls its frontend has answered to clients, by operation. */
  Map<String, Double> calls() throws IOException, InterruptedException {
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
