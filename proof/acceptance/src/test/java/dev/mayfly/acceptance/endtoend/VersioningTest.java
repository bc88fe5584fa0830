package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.worker.WorkerApplication;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.sweep.SweepState;
import io.temporal.api.enums.v1.VersioningBehavior;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.WorkflowExecutionVersioningInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers of several versions beside a real server: who goes on with what. */
@SuppressWarnings("NullAway.Init") // the test sets them
@Tag("server")
class VersioningTest {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String DEPLOYMENT = "mayfly";
  private static final String SWEEP = new SweepId("mayfly", "github").toString();
  private static final String POOL = new PoolId("mayfly", "ubuntu").toString();

  @RegisterExtension final Stack stack = new Stack();

  private TemporalCli cli;
  private TemporalConnection temporal;

  @Test
  void lifeStaysWithItsVersionAndTheSweepAndThePoolGoOnWithTheNext() throws Exception {
    start();
    long unversioned = stack.queue("true");
    stack.github().await("it began", SOON, s -> s.starts().size() == 1);
    stack.isCompleted(unversioned);
    awaitRound();
    assertThat(versioning(SWEEP).getBehavior())
        .isEqualTo(VersioningBehavior.VERSIONING_BEHAVIOR_UNSPECIFIED);
    stack.local().stopWorker();

    startWorker("one");
    makeCurrent("one");
    long open = stack.queueUntilGo();
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
    long next = stack.queue("true");
    stack.github().await("it began", SOON, s -> s.starts().size() == 3);
    stack.isCompleted(next);
    stack.go();
    stack.isCompleted(open);

    assertThat(builds(open)).isNotEmpty().containsOnly("one");
    assertThat(builds(next)).isNotEmpty().containsOnly("two");
    awaitVersion(POOL, "two");
    assertThat(versioning(SWEEP).getBehavior())
        .isEqualTo(VersioningBehavior.VERSIONING_BEHAVIOR_AUTO_UPGRADE);
    stack.nothingIsLeft();
  }

  private void start() throws Exception {
    cli = TemporalCli.findOrSkip();
    stack.start(Stack.onTemporal(cli).withMaxRunners(5).withSweepEvery(Duration.ofSeconds(2)));
    temporal =
        new TemporalConnection(
            new TemporalSettings(stack.local().temporal().address(), null, null, null, null),
            Map.of(),
            SOON);
    AutoCloseable unused = stack.open(temporal::stop);
  }

  private void startWorker(String buildId) throws Exception {
    Path folder = stack.folder();
    String file =
        Files.readString(folder.resolve("worker.yml"))
            + "versioning: {deployment: "
            + DEPLOYMENT
            + ", buildId: "
            + buildId
            + "}\n";
    WorkerApplication worker = new WorkerApplication();
    worker.start(Files.writeString(folder.resolve("worker-" + buildId + ".yml"), file).toString());
    AutoCloseable unused = stack.open(worker::stop);
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
                      stack.local().temporal().address(),
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
    stack.until(
        "the sweep has completed a round",
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
    return stack.lives().history(job).getEventsList().stream()
        .filter(HistoryEvent::hasWorkflowTaskCompletedEventAttributes)
        .map(
            event ->
                event.getWorkflowTaskCompletedEventAttributes().getDeploymentVersion().getBuildId())
        .toList();
  }
}
