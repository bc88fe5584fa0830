package dev.mayfly.acceptance.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.standin.node.Docker;
import org.junit.jupiter.api.Test;

/** Jobs with a Docker of their own, in a container that is not privileged. */
class RootlessDockerEndToEndTest extends DockerForJobs {

  RootlessDockerEndToEndTest() {
    super("rootless");
  }

  @Test
  void itIsNotTheNodes() throws Exception {
    String nodes = Docker.run("info", "--format", "{{.ID}}");
    long job =
        stack.queue(
            "test ! -e /mnt/mayfly && docker info --format \"{{.ID}}\" > own && ! grep -F \""
                + nodes
                + "\" own");

    isDone(job);
    assertThat(nodes).isNotEmpty();
  }
}
