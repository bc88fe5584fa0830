package dev.mayfly.worker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real Temporal server in memory, as a process.
 *
 * @param address {@code host:port}.
 */
public record TemporalProcess(Process server, String address) {

  /** Starts one where a binary is at hand; it may not answer yet. Skips the test where none is. */
  public static TemporalProcess startOrSkip() throws IOException {
    Optional<Path> binary = binary();
    assumeTrue(
        binary.isPresent(), "skipped: no temporal binary, neither in TEMPORAL_CLI nor on the PATH");
    String port = String.valueOf(freePort());
    Process server =
        new ProcessBuilder(
                binary.orElseThrow().toString(),
                "server",
                "start-dev",
                "--headless",
                "--ip",
                "127.0.0.1",
                "--port",
                port)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new TemporalProcess(server, "127.0.0.1:" + port);
  }

  /** Kills it; returns when it is gone. */
  public void stop() throws InterruptedException {
    server.destroyForcibly().waitFor();
  }

  private static Optional<Path> binary() {
    String configured = System.getenv("TEMPORAL_CLI");
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(
            Stream.ofNullable(configured).map(Path::of),
            Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .map(directory -> Path.of(directory, "temporal")))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Below those that connections take: none has it before the server is there. */
  static int freePort() {
    IntPredicate free =
        port -> {
          try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort() == port;
          } catch (IOException taken) {
            return false;
          }
        };
    return ThreadLocalRandom.current().ints(20_000, 32_000).filter(free).findFirst().orElseThrow();
  }
}
