package dev.mayfly.standin.node;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A container of Docker's. Once it has ended it stays, with its exit code, until it is killed, too.
 *
 * @param threads what waits for Docker.
 */
record DockerContainer(String name, CompletableFuture<Integer> ended, Executor threads)
    implements Container {

  /** The exit code of one that was removed before anybody could ask for it. */
  private static final int KILLED = 137;

  /** Writes what a running one says to the task's files, up to its end. */
  static DockerContainer follow(ContainerOrder order, Executor threads) throws IOException {
    Process logs =
        new ProcessBuilder(Docker.command(List.of("logs", "--follow", order.name())))
            .redirectOutput(order.stdout().toFile())
            .redirectError(order.stderr().toFile())
            .start();
    logs.getOutputStream().close();
    CompletableFuture<Integer> ended =
        logs.onExit().thenApplyAsync(over -> exitCode(order.name()), threads);
    return new DockerContainer(order.name(), ended, threads);
  }

  private static int exitCode(String name) {
    try {
      return Integer.parseInt(Docker.run("wait", name));
    } catch (IOException | NumberFormatException removed) {
      return KILLED;
    }
  }

  @Override
  public CompletableFuture<Void> kill(Duration grace) {
    return CompletableFuture.runAsync(
        () -> {
          quietly("stop", "-t", String.valueOf(grace.toSeconds()), name);
          quietly("rm", "--force", "--volumes", name);
        },
        threads);
  }

  /** Does what may have been done already. */
  static void quietly(String... words) {
    try {
      String unused = Docker.run(words);
    } catch (IOException goneAlready) {
      // Where it is not gone, it is among the engine's containers.
    }
  }

  /** None: they are the daemon's. */
  @Override
  public Set<ProcessHandle> processes() {
    return Set.of();
  }
}
