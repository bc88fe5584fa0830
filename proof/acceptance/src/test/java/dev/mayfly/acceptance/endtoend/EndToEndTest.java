package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.local.Demo;
import dev.mayfly.local.DemoCommand;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.local.stack.Root;
import dev.mayfly.service.command.Commands;
import dev.mayfly.standin.SharedFolder;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.Operation;
import dev.mayfly.standin.forge.Dialect;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.runner.Death;
import dev.mayfly.standin.runner.RunnerCommand;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All of Mayfly, from a queued job until nothing is left, with Temporal in this process. Every test
 * has a stack of its own, and holds for each forge unless it is about what only GitHub has.
 */
@SuppressWarnings("NullAway.Init") // every test begins with start()
class EndToEndTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int ALL = 1000;

  @TempDir Path directory;

  private LocalStack stack;
  private GitHubStandIn github;
  private BatchStandIn batch;
  private LifeQueries lives;

  @AfterEach
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void theDemosJobsAreDoneAndNothingIsLeftTwiceInARow(Dialect dialect) throws Exception {
    start(LocalStack.Settings.DEFAULT.withDialect(dialect));
    String workflow = Files.readString(Root.find().resolve("examples/workflow.yml"));

    for (int run = 1; run <= 2; run++) {
      github.queue(workflow, "acme/app", 3);
      github.awaitAll(SOON);

      assertThat(github.jobs()).hasSize(3 * run);
      for (JobView job : github.jobs()) {
        assertThat(job.conclusion()).isEqualTo("success");
        assertThat(outcome(job.id())).isEqualTo(completed(job, "success"));
        assertThat(status(job.id()).attempts()).hasSize(1);
      }
      nothingIsLeft();
    }
    assertThat(batch.faults().asked(Operation.ADD_TASK)).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aJobThatFailsIsCompletedAndItsRunnerIsGone(Dialect dialect) throws Exception {
    start(LocalStack.Settings.DEFAULT.withDialect(dialect));

    JobView job = run("exit 3");

    assertThat(job.conclusion()).isEqualTo("failure");
    assertThat(outcome(job.id())).isEqualTo(completed(job, "failure"));
    nothingIsLeft();
  }

  // Where nobody tells which job a runner took, its life may replace it before a spare comes.
  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = EnumSource.Mode.EXCLUDE, names = "AZURE_DEVOPS")
  void jobsWithEqualLabelsThatSwapTheirRunnersAreDoneByTwoRunners(Dialect dialect)
      throws Exception {
    start(LocalStack.Settings.DEFAULT.withDialect(dialect));
    batch.faults().delayBoots(Duration.ofSeconds(6));
    long first = queue("true");
    Eventually.until("the first one's task is being prepared", () -> anyTaskIs("preparing"));
    batch.faults().delayBoots(Duration.ZERO);
    long second = queue("true");

    github.awaitAll(SOON);

    assertThat(job(first).runner()).startsWith(lives.life(second).toString());
    assertThat(job(second).runner()).startsWith(lives.life(first).toString());
    assertThat(outcome(first)).isEqualTo(completed(job(first), "success"));
    assertThat(outcome(second)).isEqualTo(completed(job(second), "success"));
    assertThat(batch.faults().asked(Operation.ADD_TASK)).isEqualTo(2);
    nothingIsLeft();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aMatrixOfEqualJobsIsDoneByAsManyRunners(Dialect dialect) throws Exception {
    start(LocalStack.Settings.DEFAULT.withDialect(dialect));

    github.queue(
        """
        jobs:
          build:
            runs-on: [self-hosted, ubuntu-latest]
            strategy: {matrix: {java: [17, 21], os: [debian, alpine]}}
            steps: [{run: "echo ${{ matrix.os }} ${{ matrix.java }}"}]
        """,
        "acme/app");
    github.awaitAll(SOON);

    assertThat(github.jobs()).hasSize(4);
    for (JobView job : github.jobs()) {
      assertThat(outcome(job.id())).isEqualTo(completed(job, "success"));
    }
    assertThat(github.jobs().stream().map(JobView::runner)).doesNotHaveDuplicates();
    assertThat(batch.faults().asked(Operation.ADD_TASK)).isEqualTo(4);
    nothingIsLeft();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aJobCancelledWhileItWaitsForCapacityNeedsNoRunnerAndTheRunningOneStaysUntouched(
      Dialect dialect) throws Exception {
    start(
        LocalStack.Settings.DEFAULT
            .withDialect(dialect)
            .withBatch(new BatchStandIn.Settings(Set.of(), 1, 1, Duration.ZERO, Duration.ZERO)));
    Path go = directory.resolve("go");
    long running = queue("while [ ! -e " + go + " ]; do sleep 0.2; done");
    github.await("it runs", SOON, s -> job(running).status().equals("in_progress"));
    long waiting = queue("true");
    Eventually.until("the other one's task waits for a node", () -> anyTaskIs("active"));

    github.cancel(job(waiting).runId());

    assertThat(outcome(waiting)).isInstanceOf(Outcome.NotNeeded.class);
    assertThat(outcome(waiting).cause()).contains("cancelled");
    assertThat(job(running).status()).isEqualTo("in_progress");
    assertThat(batch.tasks()).hasSize(1);
    Files.createFile(go);
    github.awaitAll(SOON);
    assertThat(outcome(running)).isEqualTo(completed(job(running), "success"));
    nothingIsLeft();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aJobCancelledBeforeItsRunnerIsOnlineNeedsNoneAndTheRunnerGoes(Dialect dialect)
      throws Exception {
    start(LocalStack.Settings.DEFAULT.withDialect(dialect));
    batch.faults().delayBoots(Duration.ofSeconds(3));
    long job = queue("true");
    Eventually.until("its task is being prepared", () -> anyTaskIs("preparing"));

    github.cancel(job(job).runId());

    assertThat(outcome(job)).isInstanceOf(Outcome.NotNeeded.class);
    assertThat(status(job).attempts())
        .extracting(AttemptStatus::end)
        .singleElement()
        .asString()
        .startsWith("Released: ");
    nothingIsLeft();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aJobCancelledWhileItRunsIsCompletedWithThatConclusion(Dialect dialect) throws Exception {
    start(LocalStack.Settings.DEFAULT.withDialect(dialect));
    long job = queue("sleep 60");
    github.await("it runs", SOON, s -> job(job).status().equals("in_progress"));

    github.cancel(job(job).runId());

    assertThat(outcome(job)).isEqualTo(completed(job(job), "cancelled"));
    nothingIsLeft();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void lostWebhooksAreHealedByLooking(Dialect dialect) throws Exception {
    start(LocalStack.Settings.DEFAULT.withDialect(dialect));

    long lostBoth = queue("true");
    github.faults().loseDeliveries(ALL);
    github.awaitAll(SOON);
    assertThat(outcome(lostBoth)).isEqualTo(completed(job(lostBoth), "success"));

    github.faults().heal();
    long lostStart = queue("true");
    github.faults().loseDeliveries(1);
    github.awaitAll(SOON);
    assertThat(outcome(lostStart)).isEqualTo(completed(job(lostStart), "success"));

    Path go = directory.resolve("go");
    long lostEnd = queue("while [ ! -e " + go + " ]; do sleep 0.2; done");
    github.await("it runs", SOON, s -> job(lostEnd).status().equals("in_progress"));
    github.faults().loseDeliveries(ALL);
    Files.createFile(go);
    github.awaitAll(SOON);
    assertThat(outcome(lostEnd)).isEqualTo(completed(job(lostEnd), "success"));

    assertThat(batch.faults().asked(Operation.ADD_TASK)).isEqualTo(3);
    nothingIsLeft();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void repeatedDeliveriesMakeOneRunner(Dialect dialect) throws Exception {
    start(LocalStack.Settings.DEFAULT.withDialect(dialect));
    github.faults().repeatDeliveries(ALL);

    JobView job = run("true");

    assertThat(outcome(job.id())).isEqualTo(completed(job, "success"));
    assertThat(batch.faults().asked(Operation.ADD_TASK)).isEqualTo(1);
    nothingIsLeft();
  }

  @Test
  void aJustInTimeConfigurationRegistersARunnerLikeAToken() throws Exception {
    start(LocalStack.Settings.DEFAULT.withJustInTime(Set.of("ubuntu")));
    long queued = queue("true");
    Map<String, String> environment =
        Eventually.get(
            "its task is there",
            () -> batch.tasks().stream().map(BatchStandIn.Task::environment).findFirst());

    github.awaitAll(SOON);

    assertThat(environment)
        .containsKey("ACTIONS_RUNNER_INPUT_JITCONFIG")
        .doesNotContainKey("ActionsRunner_TOKEN");
    assertThat(outcome(queued)).isEqualTo(completed(job(queued), "success"));
    nothingIsLeft();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aContainerThatLeavesWithoutRegisteringIsReplaced(Dialect dialect) throws Exception {
    Path been = directory.resolve("been");
    String script = "[ -e \"$0\" ] || { touch \"$0\"; exit 3; }; exec \"$@\"";
    start(
        LocalStack.Settings.DEFAULT
            .withDialect(dialect)
            .withRunner(
                Stream.concat(
                        Stream.of("sh", "-c", script, been.toString()),
                        RunnerCommand.words().stream())
                    .toList()));

    JobView job = run("true");

    assertThat(outcome(job.id())).isEqualTo(completed(job, "success"));
    List<String> ends = status(job.id()).attempts().stream().map(AttemptStatus::end).toList();
    assertThat(ends).hasSize(2);
    assertThat(ends.get(0)).startsWith("NeverOnline: ").contains("exit code 3");
    assertThat(ends.get(1)).startsWith("RanJob: ");
    assertThat(job.runner()).endsWith("-2");
    nothingIsLeft();
  }

  @Test
  void aSecondStartOfAPreemptedRunnerIsRefusedAndTheRunnerIsLost() throws Exception {
    Path been = directory.resolve("been");
    String script =
        """
        [ -e "$0" ] && exec "$@"
        touch "$0"
        %s=OFFLINE "$@"
        touch "$0.registered"
        exec sleep 600
        """
            .formatted(Death.VARIABLE);
    start(
        LocalStack.Settings.DEFAULT.withRunner(
            Stream.concat(
                    Stream.of("sh", "-c", script, been.toString()), RunnerCommand.words().stream())
                .toList()));

    long queued = queue("true");
    Eventually.until(
        "the first start has registered", () -> Files.exists(directory.resolve("been.registered")));
    BatchStandIn.Task task = batch.tasks().get(0);
    assertThat(batch.preempt(task.job(), task.id())).isTrue();
    github.awaitAll(SOON);

    assertThat(outcome(queued)).isEqualTo(completed(job(queued), "success"));
    List<String> ends = status(queued).attempts().stream().map(AttemptStatus::end).toList();
    assertThat(ends).hasSize(2);
    assertThat(ends.get(0)).startsWith("Lost: the task ended with exit code 5");
    assertThat(ends.get(1)).startsWith("RanJob: ");
    nothingIsLeft();
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

  @Test
  void underChaosEveryJobIsDoneOnceAndNothingIsLeft() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    DemoCommand options =
        Commands.parse(new DemoCommand(), "--jobs", "12", "--chaos", "--seed", "16");

    boolean good = new Demo(options, Map.of(), new PrintStream(said, true, UTF_8)).run();

    assertThat(good).as(said.toString(UTF_8)).isTrue();
    assertThat(said.toString(UTF_8))
        .contains(
            "chaos with seed 16",
            "12 run exactly once, 12 succeeded",
            "by its own account: so it was with every one",
            "nothing: no registration")
        .containsPattern("deaths +[1-9]")
        .containsPattern("[1-9][0-9]* of them lost")
        .containsPattern("found +[1-9][0-9]* queued lost without trace");
  }

  private void start(LocalStack.Settings settings) throws Exception {
    stack = LocalStack.start(Files.createDirectory(directory.resolve("stack")), settings);
    github = stack.github();
    batch = stack.batch();
    lives = stack.lives();
  }

  private JobView run(String command) throws Exception {
    long job = queue(command);
    github.awaitAll(SOON);
    return job(job);
  }

  private long queue(String command) {
    long run =
        github.queue(
            """
            jobs:
              build:
                runs-on: [self-hosted, ubuntu-latest]
                steps: [{run: '%s'}]
            """
                .formatted(command),
            "acme/app");
    return github.jobs().stream().filter(job -> job.runId() == run).findFirst().orElseThrow().id();
  }

  private JobView job(long id) {
    return github.jobs().stream().filter(job -> job.id() == id).findFirst().orElseThrow();
  }

  private boolean anyTaskIs(String state) {
    return batch.tasks().stream().anyMatch(task -> task.state().equals(state));
  }

  private Outcome outcome(long job) throws Exception {
    return lives.outcome(job, SOON);
  }

  private LifeStatus status(long job) {
    return lives.status(job).orElseThrow();
  }

  private static Outcome completed(JobView job, String conclusion) {
    return new Outcome.Completed(
        Objects.requireNonNull(job.runner()), conclusion, "concluded with " + conclusion);
  }

  /** A process that was told to go may take a moment; everything else is gone with its life. */
  private void nothingIsLeft() {
    Eventually.until("nothing is left", Duration.ofSeconds(5), () -> stack.leftovers().isEmpty());
  }
}
