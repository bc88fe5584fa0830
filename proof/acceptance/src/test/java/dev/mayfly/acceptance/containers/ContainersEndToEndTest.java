package dev.mayfly.acceptance.containers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Jobs;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.RunnerImage;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.node.Docker;
import dev.mayfly.standin.node.OneDocker;
import dev.mayfly.workflows.life.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lives whose runners are containers of Docker's, of the image that images/linux makes. */
@Tag("docker")
@ExtendWith(OneDocker.class)
class ContainersEndToEndTest {

  @RegisterExtension final Stack stack = new Stack();

  @BeforeAll
  static void build() {
    RunnerImage.build(new PrintStream(new ByteArrayOutputStream(), true, UTF_8));
  }

  @BeforeEach
  void start() throws Exception {
    stack.start(
        LocalStack.Settings.DEFAULT.withDocker(RunnerImage.NAME).withJustInTime(Set.of("windows")));
  }

  @Test
  void aJobsStepsRunInAContainerAsTheImagesUserAndSeeNoSecret() throws Exception {
    JobView done =
        stack.run(
            "test -e /.dockerenv || exit 2; test $(id -u) = 1001 || exit 3;"
                + " if env | grep -iE \"^(ActionsRunner_|ACTIONS_RUNNER_INPUT_)\"; then exit 4; fi;"
                + " if cat /proc/[0-9]*/environ | tr \"\\000\" \"\\n\" | grep -i token; then exit 5; fi");

    assertThat(done.conclusion()).isEqualTo("success");
    assertThat(stack.local().github().log(done.id()))
        .containsSubsequence("##[group]Mayfly\nPool: ", "\nWaited: ", "\nNode: ", "##[endgroup]");
    stack.isCompleted(done.id());
    stack.nothingIsLeft();
  }

  @Test
  void aJobThatFailsAndOneWithAJustInTimeConfigurationAreCompleted() throws Exception {
    long failing = stack.queue("exit 3");
    long justInTime = stack.queue("windows-latest", "true");

    stack.awaitAll();

    assertThat(stack.job(failing).conclusion()).isEqualTo("failure");
    assertThat(stack.job(justInTime).conclusion()).isEqualTo("success");
    stack.isCompleted(failing);
    stack.isCompleted(justInTime);
    stack.nothingIsLeft();
  }

  @Test
  void aJobThatWantsAContainerFailsWhereThePoolGivesNoDocker() throws Exception {
    long job =
        stack
            .jobs()
            .queue(Jobs.TREASURE.replace("    steps:", "    container: ubuntu:24.04\n    steps:"));

    stack.awaitAll();

    assertThat(stack.job(job).conclusion()).isEqualTo("failure");
    stack.isCompleted(job);
  }

  @Test
  void aJobCancelledWhileItRunsIsToldAndItsContainerGoes() throws Exception {
    long job = stack.queue("sleep 600");
    stack.awaitRunning(job);

    stack.jobs().cancel(job);

    assertThat(stack.outcome(job)).isInstanceOf(Outcome.Completed.class);
    assertThat(stack.job(job).conclusion()).isEqualTo("cancelled");
    stack.nothingIsLeft();
  }

  @Test
  void whatIsLeftIsFoundByItsLabel() throws Exception {
    long job = stack.queueUntilGo();
    stack.awaitRunning(job);

    assertThat(stack.batch().containers()).hasSize(1);
    assertThat(stack.local().leftovers()).contains("1 container(s)");
    String unused = Docker.run("rm", "--force", stack.batch().containers().get(0));
    stack.until("it is gone", () -> stack.batch().containers().isEmpty());
  }
}
