package dev.mayfly.standin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The end of a Docker that does not start; one that does is TrialEndToEndTest's. */
@Tag("docker")
@ExtendWith(OneDocker.class)
class DockerDaemonTest {

  @Test
  void anImageWithoutADockerIsToldAndNothingIsLeftOfIt() throws Exception {
    String before = everything();

    assertThatThrownBy(() -> DockerDaemon.start("ubuntu:24.04", 1001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no Docker could be started from the image ubuntu:24.04: ");

    assertThat(everything()).isEqualTo(before);
  }

  private static String everything() throws Exception {
    return Docker.run("ps", "--all", "--quiet") + "\n" + Docker.run("volume", "ls", "--quiet");
  }
}
