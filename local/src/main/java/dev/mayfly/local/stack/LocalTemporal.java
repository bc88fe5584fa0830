package dev.mayfly.local.stack;

import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.PortBoundTestServer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Temporal of this machine: the one that {@code TEMPORAL_ADDRESS} names, else a {@code
 * temporal} binary on the PATH (or the one that {@code TEMPORAL_CLI} names), else a server in this
 * process.
 */
public final class LocalTemporal implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final int DEV_SERVER_STARTS = 3;

  private final String address;
  private final @Nullable URI ui;
  private final String description;
  private final AutoCloseable server;

  private LocalTemporal(
      String address, @Nullable URI ui, String description, AutoCloseable server) {
    this.address = address;
    this.ui = ui;
    this.description = description;
    this.server = server;
  }

  /**
   * Starts or finds it, and makes sure that it knows the search attributes.
   *
   * @param directory where a started server keeps its database and its log.
   */
  public static LocalTemporal start(Map<String, String> environment, Path directory)
      throws IOException, InterruptedException {
    String address = environment.getOrDefault("TEMPORAL_ADDRESS", "");
    Optional<Path> binary = binary(environment);
    if (address.isEmpty() && binary.isPresent()) {
      return devServer(binary.get(), environment, directory);
    }
    LocalTemporal temporal =
        address.isEmpty()
            ? inMemory()
            : new LocalTemporal(
                address, null, "the server at " + address + " (TEMPORAL_ADDRESS)", () -> {});
    try {
      Namespace.prepare(temporal.address, environment, START, () -> true);
      return temporal;
    } catch (RuntimeException e) {
      temporal.close();
      throw e;
    }
  }

  /** The {@code temporal} binary of this machine, where it has one. */
  public static Optional<Path> binary(Map<String, String> environment) {
    String path = environment.getOrDefault("PATH", "");
    return Stream.concat(
            Stream.ofNullable(environment.get("TEMPORAL_CLI")).map(Path::of),
            Arrays.stream(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "temporal")))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toAbsolutePath);
  }

  private static LocalTemporal inMemory() {
    int port = Ports.free();
    PortBoundTestServer server = TestServer.createPortBoundServer(port);
    return new LocalTemporal(
        "127.0.0.1:" + port,
        null,
        "the test server in this process: in memory, no Web UI, gone at the end"
            + " (put a temporal binary on the PATH to see the lives)",
        server);
  }

  /** Starts one again that ended at once: another server took a port meanwhile. */
  private static LocalTemporal devServer(
      Path binary, Map<String, String> environment, Path directory)
      throws IOException, InterruptedException {
    for (int again = DEV_SERVER_STARTS - 1; ; again--) {
      int uiPort = Ports.free();
      List<String> options = new ArrayList<>(TemporalServer.onDisk(directory));
      options.addAll(List.of("--ui-port", String.valueOf(uiPort)));
      TemporalServer server = new TemporalServer(binary, directory, Ports.free(), options);
      try {
        server.start(environment);
        return new LocalTemporal(
            server.address(),
            URI.create("http://127.0.0.1:" + uiPort),
            binary + " server start-dev (SQLite), Web UI at http://127.0.0.1:" + uiPort,
            server);
      } catch (Namespace.ServerEndedException ended) {
        if (again == 0) {
          throw new IllegalStateException(
              ended.getMessage() + "; its last words: " + server.process().output(), ended);
        }
      }
    }
  }

  public String address() {
    return address;
  }

  /** Where its Web UI is; empty when it has none that we know of. */
  public Optional<URI> ui() {
    return Optional.ofNullable(ui);
  }

  /** Which one it is, for people. */
  public String description() {
    return description;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("Temporal did not stop", e);
    }
  }
}
