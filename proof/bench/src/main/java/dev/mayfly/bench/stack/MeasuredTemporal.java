package dev.mayfly.bench.stack;

import dev.mayfly.local.stack.ChildProcess;
import dev.mayfly.local.stack.Ports;
import dev.mayfly.local.stack.TemporalServer;
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

/** A Temporal server that counts the calls which it answers. */
public record MeasuredTemporal(TemporalServer server, int metricsPort) implements AutoCloseable {

  /** The price of an action: 50 USD for a million, up to the first five (docs, Cloud pricing). */
  public static final double DOLLARS_PER_ACTION = 50.0 / 1_000_000;

  private static final Pattern CALL_COUNT =
      Pattern.compile("(?m)^service_requests\\{([^}]*)} (\\S+)$");
  private static final Pattern OPERATION = Pattern.compile("operation=\"(\\w+)\"");
  private static final Pattern ACTION_COUNT = Pattern.compile("(?m)^action\\{([^}]*)} (\\S+)$");
  private static final Pattern ACTION = Pattern.compile("action_type=\"(\\w+)\"");

  private static final Duration CALL = Duration.ofSeconds(30);

  /** Starts one that keeps everything in memory; returns once it answers. */
  public static MeasuredTemporal inMemory(Path binary, Path directory)
      throws IOException, InterruptedException {
    return start(binary, directory, List.of());
  }

  /** Starts one with SQLite in WAL mode, as {@code ./mayfly demo} does. */
  public static MeasuredTemporal onDisk(Path binary, Path directory)
      throws IOException, InterruptedException {
    return start(binary, directory, TemporalServer.onDisk(directory));
  }

  private static MeasuredTemporal start(Path binary, Path directory, List<String> storage)
      throws IOException, InterruptedException {
    int metricsPort = Ports.free();
    List<String> options = new ArrayList<>(storage);
    options.addAll(List.of("--headless", "--metrics-port", String.valueOf(metricsPort)));
    TemporalServer server = new TemporalServer(binary, directory, Ports.free(), options);
    server.start();
    return new MeasuredTemporal(server, metricsPort);
  }

  /** Returns a client of its own for it, to be stopped by the caller. */
  public TemporalConnection connect() {
    return new TemporalConnection(
        new TemporalSettings(server.address(), null, null, null, null), Map.of(), CALL);
  }

  public String address() {
    return server.address();
  }

  public ChildProcess process() {
    return server.process();
  }

  /** Returns how many calls its frontend has answered to clients, by operation. */
  public Map<String, Double> calls() throws IOException, InterruptedException {
    return counted(CALL_COUNT, OPERATION);
  }

  /**
   * Returns how many actions it has counted, by type, as Temporal Cloud bills them. Rule
   * temporal-actions.
   */
  public Map<String, Double> actions() throws IOException, InterruptedException {
    return counted(ACTION_COUNT, ACTION);
  }

  private Map<String, Double> counted(Pattern count, Pattern by)
      throws IOException, InterruptedException {
    Map<String, Double> counted = new TreeMap<>();
    Matcher line = count.matcher(new Http().get("http://127.0.0.1:" + metricsPort + "/metrics"));
    while (line.find()) {
      Matcher kind = by.matcher(line.group(1));
      if (line.group(1).contains("namespace=\"default\"")
          && line.group(1).contains("service_name=\"frontend\"")
          && kind.find()) {
        counted.merge(kind.group(1), Double.valueOf(line.group(2)), Double::sum);
      }
    }
    return counted;
  }

  @Override
  public void close() {
    server.close();
  }
}
