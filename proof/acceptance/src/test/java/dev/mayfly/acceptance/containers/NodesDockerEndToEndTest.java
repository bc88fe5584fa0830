package dev.mayfly.acceptance.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.local.stack.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Jobs that use the Docker of their node. Here all nodes are this machine, whose daemon listens
 * where a node's does, and a node's folder is removed after each test as if the node were.
 */
class NodesDockerEndToEndTest extends DockerForJobs {

  private static final Path FOLDER = Path.of("/mnt/mayfly");

  NodesDockerEndToEndTest() {
    super("socket");
  }

  @AfterEach
  void theNodeGoes() throws Exception {
    assertThat(FOLDER).as("the runner was on the node").exists();
    Directories.delete(FOLDER);
  }

  @Test
  void aSecondRunnerOnANodeLeavesAndTheJobGetsAnother() throws Exception {
    long before = stack.tasksAdded();
    Files.createDirectories(FOLDER.resolve("mayfly-runner"));
    long job = stack.queue("true");

    stack.until("there is another runner", () -> stack.tasksAdded() > before + 1);
    Directories.delete(FOLDER);

    isDone(job);
  }
}
