package dev.mayfly.standin.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Docker's own command line, which finds its daemon as everywhere: {@code DOCKER_HOST}, contexts,
 * the signed-in registries. Its HTTP API would spare some processes and no argument here is secret,
 * but this JDK's HTTP client speaks to no Unix socket.
 */
public final class Docker {

  private Docker() {}

  /** Returns what a command writes, which has succeeded. */
  public static String run(String... words) throws IOException {
    return run(List.of(words), "");
  }

  /**
   * Returns what a command writes, which has succeeded.
   *
   * @param input what it reads: the way of what others may not see among its arguments.
   */
  static String run(List<String> words, String input) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(words)).redirectErrorStream(true);
    builder.environment().put("DOCKER_BUILDKIT", "1"); // the default since Docker 23
    Process process = builder.start();
    give(process, input);
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    if (exitCode(process) != 0) {
      throw new IOException(said);
    }
    return said;
  }

  static List<String> command(List<String> words) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(words);
    return command;
  }

  private static void give(Process process, String input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    } catch (IOException endedAlready) {
      // Then its exit code says why.
    }
  }

  private static int exitCode(Process process) throws InterruptedIOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while docker ran");
    }
  }

  /**
   * Checks that there is a daemon.
   *
   * @throws IllegalArgumentException saying what to install.
   */
  public static void check() {
    try {
      String unused = run("version", "--format", "{{.Server.Version}}");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Docker does not answer: "
              + e.getMessage()
              + "\nInstall Docker Engine (https://docs.docker.com/engine/install/) and start its"
              + " daemon, or set DOCKER_HOST to one; without Docker, leave --engine out: tasks are"
              + " local processes then",
          e);
    }
  }
}
