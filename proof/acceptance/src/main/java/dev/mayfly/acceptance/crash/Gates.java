package dev.mayfly.acceptance.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The files that containers and jobs wait for and leave behind. A container waits for its
 * scenario's {@code .boot} before its runner starts and for its {@code .leave} after it has ended,
 * a job for its {@code .go} before it ends.
 */
final class Gates {

  private final Path directory;

  Gates(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    if (!directory.toFile().setWritable(true, false)) { // a container's user is another
      throw new IOException("cannot open " + directory + " to the containers' users");
    }
    if (directory.toString().matches(".*\\s.*")) {
      throw new IllegalArgumentException(
          "the folder for temporary files must have no space in its name: " + directory);
    }
  }

  /**
   * Writes and returns the command of a pool's containers.
   *
   * @param runner the command of the runner itself.
   */
  String image(String pool, List<String> runner) throws IOException {
    Path script = directory.resolve(pool + ".sh");
    String words = runner.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    Files.writeString(
        script,
        """
        #!/bin/sh
        echo "$ActionsRunner_AGENT" >> %1$s.containers
        echo "$ActionsRunner_TOKEN" >> %1$s.tokens
        while [ ! -e %1$s.boot ]; do sleep 0.1; done
        %2$s
        code=$?
        while [ ! -e %1$s.leave ]; do sleep 0.1; done
        exit $code
        """
            .formatted(directory.resolve(pool), words));
    return "sh " + script;
  }

  /** Returns the option of Docker's by which containers see the same files. */
  String mount() {
    return "--volume=" + directory + ":" + directory;
  }

  /** Returns a workflow file whose one job notes that it ran, and ends when it may. */
  String workflow(Scenario scenario) {
    return """
    jobs:
      build:
        runs-on: [self-hosted, %1$s]
        steps: [{run: 'echo ran >> %2$s.ran; while [ ! -e %3$s.go ]; do sleep 0.1; done'}]
    """
        .formatted(
            scenario.pool(),
            directory.resolve(scenario.name()),
            directory.resolve(scenario.pool()));
  }

  void boot(Scenario scenario) {
    touch(scenario.pool() + ".boot");
  }

  void go(Scenario scenario) {
    touch(scenario.pool() + ".go");
  }

  /** Lets a container end once its runner has. */
  void leave(Scenario scenario) {
    touch(scenario.pool() + ".leave");
  }

  private void touch(String file) {
    try {
      Files.writeString(directory.resolve(file), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how often a scenario's job has begun. */
  int runs(Scenario scenario) {
    return lines(scenario.name() + ".ran").size();
  }

  /** Returns how many containers were ever started for a scenario's pool. */
  int containers(Scenario scenario) {
    return lines(scenario.pool() + ".containers").size();
  }

  private List<String> lines(String file) {
    Path path = directory.resolve(file);
    try {
      return Files.exists(path) ? Files.readAllLines(path) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
