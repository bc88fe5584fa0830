package dev.mayfly.local.stack;

import dev.mayfly.workflows.temporal.SearchAttributes;
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
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
    return temporal.prepared(environment, () -> true);
  }

  private LocalTemporal prepared(Map<String, String> environment, BooleanSupplier alive)
      throws InterruptedException {
    try {
      Namespace.prepare(address, environment, START, alive);
      return this;
    } catch (RuntimeException e) {
      close();
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
        .findFirst();
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

  /** It takes ports of its own besides the two; where somebody else is faster, it ends at once. */
  private static LocalTemporal devServer(
      Path binary, Map<String, String> environment, Path directory)
      throws IOException, InterruptedException {
    for (int again = DEV_SERVER_STARTS - 1; ; again--) {
      int port = Ports.free();
      int uiPort = Ports.free();
      Path log = directory.resolve("temporal.log");
      Process process =
          new ProcessBuilder(command(binary, directory, port, uiPort))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      // Whatever ends this process also ends the server.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "temporal-shutdown"));
      try {
        return new LocalTemporal(
                "127.0.0.1:" + port,
                URI.create("http://127.0.0.1:" + uiPort),
                binary + " server start-dev (SQLite), Web UI at http://127.0.0.1:" + uiPort,
                () -> end(process))
            .prepared(environment, process::isAlive);
      } catch (Namespace.ServerEndedException ended) {
        if (again == 0) {
          throw new IllegalStateException(
              ended.getMessage() + "; its last words: " + Files.readString(log).strip(), ended);
        }
      }
    }
  }

  /** The command of a dev server that keeps its database in this folder. */
  public static List<String> command(Path binary, Path directory, int port, int uiPort) {
    List<String> command =
        new ArrayList<>(
            List.of(
                binary.toString(),
                "server",
                "start-dev",
                "--port",
                String.valueOf(port),
                "--ui-port",
                String.valueOf(uiPort),
                "--log-level",
                "error",
                "--db-filename",
                directory.resolve("temporal.db").toString(),
                // SQLite's default journal makes every step several times slower.
                "--sqlite-pragma",
                "journal_mode=WAL",
                "--sqlite-pragma",
                "synchronous=NORMAL",
                // As temporal/dynamicconfig.yml has it, with the reason.
                "--dynamic-config-value",
                "system.enableActivityEagerExecution=true"));
    SearchAttributes.ALL.forEach(
        key -> command.addAll(List.of("--search-attribute", key.getName() + "=Keyword")));
    return command;
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
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
