package dev.mayfly.acceptance.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** One run of an entrypoint. */
final class Container implements AutoCloseable {

  private final Isolation isolation;
  private final Process process;
  private final BufferedReader reader;
  private final StringBuilder output = new StringBuilder();

  /** The exit code, and all that was printed. */
  record End(int exitCode, String output) {}

  private Container(Isolation isolation, Process process) {
    this.isolation = isolation;
    this.process = process;
    this.reader = process.inputReader(UTF_8);
  }

  /**
   * @param environment all that it gets, besides the PATH.
   * @param longest after which it is killed, so that a broken one ends a test's reading.
   */
  static Container start(
      Isolation isolation,
      Path writable,
      String user,
      List<String> entrypoint,
      Map<String, String> environment,
      Duration longest)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(isolation.command(writable, user, entrypoint)).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", Programs.path());
    builder.environment().putAll(environment);
    Container container = new Container(isolation, builder.start());
    container.process.getOutputStream().close();
    var unused =
        CompletableFuture.runAsync(
            container::kill, CompletableFuture.delayedExecutor(longest.toMillis(), MILLISECONDS));
    return container;
  }

  /** Reads on until a line holds this. */
  void awaitLine(String part) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      output.append(line).append('\n');
      if (line.contains(part)) {
        return;
      }
    }
    throw new AssertionError("it ended without saying \"" + part + "\", but:\n" + output);
  }

  ProcessHandle first() {
    return isolation.first(process);
  }

  void terminate() {
    assertThat(first().destroy()).isTrue();
  }

  /** Ends it as a vanishing node does: no process is told. */
  void kill() {
    List<ProcessHandle> all =
        Stream.concat(process.toHandle().descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }

  End end() throws Exception {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      output.append(line).append('\n');
    }
    return new End(process.waitFor(), output.toString());
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
