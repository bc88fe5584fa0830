package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.Demo;
import dev.mayfly.local.DemoCommand;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.service.command.Commands;
import dev.mayfly.standin.SharedFolder;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.forge.Dialect;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.life.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same as {@link EndToEndTest}, where a test needs a stack of its own: it has settings of its
 * own, or is about what only some forges have.
 */
@Execution(ExecutionMode.CONCURRENT)
@Tag("server")
class OwnStackEndToEndTest {

  private static final Duration CLEANED_UP = Duration.ofSeconds(5);

  @RegisterExtension final Stack stack = new Stack();

  // Where the forge does not tell which job a runner took, its life may replace it before a spare
  // comes.
  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = EnumSource.Mode.EXCLUDE, names = "AZURE_DEVOPS")
  void jobsWithEqualLabelsThatSwapTheirRunnersAreDoneByTwoRunners(Dialect dialect)
      throws Exception {
    stack.start(LocalStack.Settings.DEFAULT.withDialect(dialect));
    Runnable startsOfAll = stack.holdStarts(".*");
    long first = stack.queue("true");
    stack.awaitTask("active");
    Runnable startOfFirst = stack.holdStarts(stack.lives().life(first) + "-.*");
    startsOfAll.run();
    long second = stack.queue("true");
    stack.until("another's has it", () -> !stack.job(first).status().equals("queued"));
    startOfFirst.run();

    stack.awaitAll();

    assertThat(stack.job(first).runner()).startsWith(stack.lives().life(second).toString());
    assertThat(stack.job(second).runner()).startsWith(stack.lives().life(first).toString());
    stack.isCompleted(first, "success");
    stack.isCompleted(second, "success");
    stack.nothingIsLeftOf(2, CLEANED_UP);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aJobCancelledWhileItWaitsForCapacityNeedsNoRunnerAndTheRunningOneStaysUntouched(
      Dialect dialect) throws Exception {
    stack.start(
        LocalStack.Settings.DEFAULT
            .withDialect(dialect)
            .withBatch(new BatchStandIn.Settings(Set.of(), 1, 1, Duration.ZERO, Duration.ZERO)));
    long running = stack.queueUntilGo();
    stack.awaitRunning(running);
    long waiting = stack.queue("true");
    stack.awaitTask("active");

    stack.jobs().cancel(waiting);

    assertThat(stack.job(running).status()).isEqualTo("in_progress");
    // A request to end it could come late, and meet a runner with a job (ADR 23).
    assertThat(stack.batch().tasks()).hasSize(2);
    stack.go();
    stack.awaitAll();
    assertThat(stack.outcome(waiting)).isInstanceOf(Outcome.NotNeeded.class);
    assertThat(stack.outcome(waiting).cause()).contains("cancelled");
    stack.isCompleted(running, "success");
    stack.nothingIsLeftWithin(CLEANED_UP);
  }

  @Test
  void aJustInTimeConfigurationRegistersARunnerLikeAToken() throws Exception {
    stack.start(LocalStack.Settings.DEFAULT.withJustInTime(Set.of("ubuntu")));
    long queued = stack.queue("true");
    Map<String, String> environment =
        Eventually.get(
            "its task is there",
            Duration.ofSeconds(60),
            () -> stack.batch().tasks().stream().map(BatchStandIn.Task::environment).findFirst());

    stack.awaitAll();

    assertThat(environment)
        .containsKey("ACTIONS_RUNNER_INPUT_JITCONFIG")
        .doesNotContainKey("ActionsRunner_TOKEN");
    stack.isCompleted(queued, "success");
    stack.nothingIsLeftWithin(CLEANED_UP);
  }

  @Test
  void theDemoSendsARecordedPayloadThroughTheSamePath() throws Exception {
    Path payload = SharedFolder.findOrSkip("github/webhooks/workflow_job.queued.payload.json");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    DemoCommand options =
        Commands.parse(
            new DemoCommand(),
            "--payload",
            payload.toString(),
            "--labels",
            "self-hosted,ubuntu-latest");

    boolean good = new Demo(options, Map.of(), new PrintStream(said, true, UTF_8)).run();

    assertThat(said.toString(UTF_8))
        .contains("mayfly-github-289782451", "Completed", "nothing is left");
    assertThat(good).isTrue();
  }
}
