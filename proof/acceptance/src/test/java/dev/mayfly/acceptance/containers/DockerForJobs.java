package dev.mayfly.acceptance.containers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.RunnerImage;
import dev.mayfly.local.stack.Ports;
import dev.mayfly.local.stack.Started;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.node.Docker;
import dev.mayfly.standin.node.OneDocker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that use Docker, in the ways that GitHub's documentation has, by one of a pool's modes. */
@Tag("docker")
@ExtendWith(OneDocker.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DockerForJobs {

  private static final BatchStandIn.Settings NODES_FOR_ONE =
      new BatchStandIn.Settings(Set.of(), 0, 1, Duration.ofMillis(200), Duration.ofMillis(500))
          .withNodeBoot(Duration.ofSeconds(3));
  private static final String PONG =
      "FROM ubuntu:24.04\n"
          + "CMD [\"perl\", \"-MIO::Socket::INET\", \"-e\", \"$s = IO::Socket::INET->new(Listen => 1,"
          + " LocalPort => 7, ReuseAddr => 1); while ($c = $s->accept) { print $c 'pong'; close $c"
          + " }\"]\n";
  private static final String ACTION =
      "FROM ubuntu:24.04\nCMD [\"touch\", \"/github/workspace/made\"]\n";

  @RegisterExtension final Stack stack = new Stack(Duration.ofMinutes(3));

  private final Started started = new Started();
  private final String mode;

  /**
   * @param mode as the common file has it.
   */
  DockerForJobs(String mode) {
    this.mode = mode;
  }

  @BeforeAll
  void start(@TempDir Path images) throws Exception {
    RunnerImage.build(new PrintStream(new ByteArrayOutputStream(), true, UTF_8));
    String pong = started.add(TestImage.build("pong", images, PONG)).tag();
    String action = started.add(TestImage.build("action", images, ACTION)).tag();
    Path all = images.resolve("images.tar");
    String unused = Docker.run("save", "--output", all.toString(), "ubuntu:24.04", pong, action);
    String runner =
        started
            .add(
                TestImage.withDocker(
                    "runner-" + mode, images, "COPY --chmod=0644 images.tar /\n", all))
            .tag();
    stack.start(
        Stack.onRealTemporal()
            .withDocker(runner)
            .withDockerForJobs(mode)
            .withBatch(NODES_FOR_ONE)
            .withScaling("{maximum: 2, gather: 1s, idle: 5s}"));
  }

  @AfterAll
  void stop() throws Exception {
    started.close();
  }

  @Test
  void aJobBuildsAnImageAndItsNodeIsRemoved() throws Exception {
    long job =
        stack.queue(
            "printf \"FROM scratch\\nCOPY x /\\n\" > Dockerfile; echo x > x;"
                + " docker build --tag mayfly-test-of-a-job . && docker image rm"
                + " mayfly-test-of-a-job && sleep 2");

    stack.until("its node takes no other", () -> !stack.batch().closedNodes().isEmpty());
    isDone(job);
    stack.until("its node is removed", () -> stack.batch().closedNodes().isEmpty());
  }

  @Test
  void stepsRunInAContainerBesideAServiceAndSeeTheRunnersFiles() throws Exception {
    succeeds(
        """
                jobs:
                  build:
                    runs-on: [self-hosted, ubuntu-latest]
                    container: ubuntu:24.04
                    services: {pong: {image: mayfly-test-pong}}
                    steps:
                      - run: test ! -e /usr/bin/docker
                      - run: until bash -c "cat < /dev/tcp/pong/7" > answer; do sleep 0.2; done
                      - run: grep pong answer
                """);
  }

  @Test
  void aServicesPortIsOnLocalhostOfAJobWithoutAContainer() throws Exception {
    succeeds(
        """
                jobs:
                  build:
                    runs-on: [self-hosted, ubuntu-latest]
                    services: {pong: {image: mayfly-test-pong, ports: ["%1$d:7"]}}
                    steps:
                      - run: until cat < /dev/tcp/127.0.0.1/%1$d | grep pong; do sleep 0.2; done
                """
            .formatted(Ports.free()));
  }

  @Test
  void anActionThatIsAnImageLeavesItsFilesToTheNextStep() throws Exception {
    succeeds(
        """
                jobs:
                  build:
                    runs-on: [self-hosted, ubuntu-latest]
                    steps:
                      - uses: docker://mayfly-test-action
                      - run: test -e made
                """);
  }

  private void succeeds(String workflow) throws Exception {
    isDone(stack.jobs().queue(workflow));
  }

  final void isDone(long job) throws Exception {
    stack.until("job " + job + " is over", () -> stack.job(job).status().equals("completed"));
    assertThat(stack.job(job).conclusion()).isEqualTo("success");
    stack.isCompleted(job);
  }
}
