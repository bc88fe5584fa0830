package dev.mayfly.local.stack;

import dev.mayfly.workflows.temporal.SearchAttributes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Temporal server, a process that can be killed and started again on its database. */
public final class TemporalServer implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(5);
  // How much of what it holds may be garbage before Go collects it. SQLite is Go code in the dev
  // server, and leaves so much behind that by default (100) a server of 80 MB collects twice in
  // three seconds, and while it does, on two cores, its answers take five times as long (ADR 17).
  private static final Map<String, String> SELDOM_COLLECTS = Map.of("GOGC", "400");

  private final String address;
  private final ChildProcess process;

  /**
   * Prepares it; nothing runs yet.
   *
   * @param directory for its log, {@code temporal.log}.
   * @param options besides those of every server here; of two that contradict, the later holds.
   */
  public TemporalServer(Path binary, Path directory, int port, List<String> options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                binary.toString(),
                "server",
                "start-dev",
                "--port",
                String.valueOf(port),
                "--log-level",
                "error",
                // As temporal/dynamicconfig.yml has it, with the reason.
                "--dynamic-config-value",
                "system.enableActivityEagerExecution=true"));
    SearchAttributes.ALL.forEach(
        key -> command.addAll(List.of("--search-attribute", key.getName() + "=Keyword")));
    command.addAll(options);
    this.address = "127.0.0.1:" + port;
    this.process =
        new ChildProcess("temporal", command, directory.resolve("temporal.log"), SELDOM_COLLECTS);
  }

  /** Returns the options of a server that keeps its database in this folder. */
  public static List<String> onDisk(Path directory) {
    return List.of(
        "--db-filename",
        directory.resolve("temporal.db").toString(),
        // SQLite's default journal makes every step several times slower.
        "--sqlite-pragma",
        "journal_mode=WAL",
        "--sqlite-pragma",
        "synchronous=NORMAL",
        // As every other server has it: the dev server alone would read its namespace and its
        // search attributes from the database for each start and each change of an attribute, one
        // after the other (temporalio/cli, commands.server.go, defaultDynamicConfigValues).
        "--dynamic-config-value",
        "system.forceSearchAttributesCacheRefreshOnRead=false");
  }

  /** Starts it, for the first time or again; returns once it answers. */
  public void start() throws IOException, InterruptedException {
    start(Map.of());
  }

  /**
   * Starts it; returns once it answers.
   *
   * @param environment the variables that the client which asks it takes its settings from.
   * @throws Namespace.ServerEndedException when it ended before; then it is closed.
   */
  void start(Map<String, String> environment) throws IOException, InterruptedException {
    try {
      process.start();
      Namespace.prepare(address, environment, START, process::isAlive);
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  public String address() {
    return address;
  }

  public ChildProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
