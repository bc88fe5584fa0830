package dev.mayfly.acceptance.stack;

import dev.mayfly.local.stack.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The {@code temporal} binary of this machine, from {@code TEMPORAL_CLI} or the PATH. Tests that
 * need it are skipped where there is none, except in CI, which skips nothing.
 */
public final class TemporalCli {

  private static final Binary BINARY = new Binary("TEMPORAL_CLI", "temporal");

  private final Path binary;

  private TemporalCli(Path binary) {
    this.binary = binary;
  }

  public static Optional<TemporalCli> find() {
    return BINARY.find().map(TemporalCli::new);
  }

  public static TemporalCli findOrSkip() {
    return new TemporalCli(BINARY.findOrSkip());
  }

  public Path binary() {
    return binary;
  }

  /** A real server in memory, without Web UI; its output goes to the file. */
  public Server start(Path log) throws IOException {
    int port = Ports.free();
    Process process =
        new ProcessBuilder(
                binary.toString(),
                "server",
                "start-dev",
                "--headless",
                "--port",
                Integer.toString(port),
                "--log-level",
                "error")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new Server(process, "127.0.0.1:" + port);
  }

  /** A running server; closing it ends its process. */
  public record Server(Process process, String address) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public void close() {
      process.destroy();
      try {
        process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
