package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.worker.WorkerApplication;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.sweep.SweepState;
import io.temporal.api.enums.v1.VersioningBehavior;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.WorkflowExecutionVersioningInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers of several versions beside a real server: who goes on with what. */
@SuppressWarnings("NullAway.Init") // the test sets them
class VersioningTest {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String DEPLOYMENT = "mayfly";
  private static final String SWEEP = new SweepId("mayfly", "github").toString();
  private static final String POOL = new PoolId("mayfly", "ubuntu").toString();

  @TempDir Path directory;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private TemporalCli cli;
  private LocalStack stack;
  private LifeQueries lives;
  private TemporalConnection temporal;

  @AfterEach
  void stop() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @Test
  @Timeout(300)
  void lifeStaysWithItsVersionAndTheSweepAndThePoolGoOnWithTheNext() throws Exception {
    start();
    long unversioned = queue("true");
    stack.github().await("it began", SOON, s -> s.starts().size() == 1);
    assertThat(lives.outcome(unversioned, SOON)).isInstanceOf(Outcome.Completed.class);
    awaitRound();
    assertThat(versioning(SWEEP).getBehavior())
        .isEqualTo(VersioningBehavior.VERSIONING_BEHAVIOR_UNSPECIFIED);
    stack.stopWorker();

    startWorker("one");
    makeCurrent("one");
    Path go = directory.resolve("go");
    long open = queue("while [ ! -e " + go + " ]; do sleep 0.2; done");
    stack.github().await("it runs", SOON, s -> s.starts().size() == 2);
    assertThat(versioning(LifeQueries.of(open).toString()).getBehavior())
        .isEqualTo(VersioningBehavior.VERSIONING_BEHAVIOR_PINNED);
    awaitVersion(SWEEP, "one");
    awaitVersion(POOL, "one");
    awaitRound();

    startWorker("two");
    makeCurrent("two");
    awaitVersion(SWEEP, "two");
    awaitRound();
    long next = queue("true");
    stack.github().await("it began", SOON, s -> s.starts().size() == 3);
    assertThat(lives.outcome(next, SOON)).isInstanceOf(Outcome.Completed.class);
    Files.createFile(go);
    assertThat(lives.outcome(open, SOON)).isInstanceOf(Outcome.Completed.class);

    assertThat(builds(open)).isNotEmpty().containsOnly("one");
    assertThat(builds(next)).isNotEmpty().containsOnly("two");
    awaitVersion(POOL, "two");
    assertThat(versioning(SWEEP).getBehavior())
        .isEqualTo(VersioningBehavior.VERSIONING_BEHAVIOR_AUTO_UPGRADE);
    Eventually.until("nothing is left", SOON, () -> stack.leftovers().isEmpty());
  }

  private void start() throws Exception {
    cli = TemporalCli.findOrSkip();
    stack =
        LocalStack.start(
            Files.createDirectory(directory.resolve("stack")),
            LocalStack.Settings.DEFAULT
                .withEnvironment(Map.of("TEMPORAL_CLI", cli.binary().toString()))
                .withMaxRunners(5)
                .withSweepEvery(Duration.ofSeconds(2)));
    opened.push(stack);
    lives = stack.lives();
    temporal =
        new TemporalConnection(
            new TemporalSettings(stack.temporal().address(), null, null, null, null),
            Map.of(),
            SOON);
    opened.push(temporal::stop);
  }

  private void startWorker(String buildId) throws Exception {
    Path folder = directory.resolve("stack");
    String file =
        Files.readString(folder.resolve("worker.yml"))
            + "versioning: {deployment: "
            + DEPLOYMENT
            + ", buildId: "
            + buildId
            + "}\n";
    WorkerApplication worker = new WorkerApplication();
    worker.start(Files.writeString(folder.resolve("worker-" + buildId + ".yml"), file).toString());
    opened.push(worker::stop);
  }

  /** Temporal does not know a version before its worker has polled. */
  private void makeCurrent(String buildId) {
    Eventually.until("version " + buildId + " is current", SOON, () -> setCurrent(buildId));
  }

  private boolean setCurrent(String buildId) {
    try {
      Process command =
          new ProcessBuilder(
                  List.of(
                      cli.binary().toString(),
                      "worker",
                      "deployment",
                      "set-current-version",
                      "--address",
                      stack.temporal().address(),
                      "--deployment-name",
                      DEPLOYMENT,
                      "--build-id",
                      buildId,
                      "--yes"))
              .redirectErrorStream(true)
              .start();
      String said = new String(command.getInputStream().readAllBytes(), UTF_8);
      return command.waitFor() == 0 && !said.contains("rror");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private WorkflowExecutionVersioningInfo versioning(String workflow) {
    return temporal
        .client()
        .newUntypedWorkflowStub(workflow)
        .describe()
        .getRawDescription()
        .getWorkflowExecutionInfo()
        .getVersioningInfo();
  }

  private void awaitVersion(String workflow, String buildId) {
    Eventually.until(
        workflow + " goes on with version " + buildId,
        SOON,
        () -> versioning(workflow).getDeploymentVersion().getBuildId().equals(buildId));
  }

  /** Until a round has been completed that began after now. */
  private void awaitRound() {
    Instant now = Instant.now();
    Eventually.until(
        "the sweep has completed a round",
        SOON,
        () -> {
          Instant last =
              temporal
                  .client()
                  .newUntypedWorkflowStub(SWEEP)
                  .query("status", SweepState.class)
                  .lastSuccess();
          return last != null && last.isAfter(now);
        });
  }

  /** Which versions have moved a life on. */
  private List<String> builds(long job) {
    return lives.history(job).getEventsList().stream()
        .filter(HistoryEvent::hasWorkflowTaskCompletedEventAttributes)
        .map(
            event ->
                event.getWorkflowTaskCompletedEventAttributes().getDeploymentVersion().getBuildId())
        .toList();
  }

  private long queue(String command) {
    long run =
        stack
            .github()
            .queue(
                """
                jobs:
                  build:
                    runs-on: [self-hosted, ubuntu-latest]
                    steps: [{run: '%s'}]
                """
                    .formatted(command),
                "acme/app");
    return stack.github().jobs().stream()
        .filter(job -> job.runId() == run)
        .findFirst()
        .map(job -> job.id())
        .orElseThrow();
  }
}
