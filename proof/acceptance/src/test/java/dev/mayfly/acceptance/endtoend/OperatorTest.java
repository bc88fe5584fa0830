package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandIn.Task;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.temporal.api.history.v1.HistoryEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's hand does outside Temporal: to the task, to its node, to the pool. */
@SuppressWarnings("NullAway.Init") // every test begins with start()
class OperatorTest {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final BatchStandIn.Settings ONE_NODE =
      new BatchStandIn.Settings(Set.of(), 1, 2, Duration.ZERO, Duration.ZERO);

  @TempDir Path directory;

  private LocalStack stack;
  private GitHubStandIn github;
  private BatchStandIn batch;
  private LifeQueries lives;
  private Path go;

  @AfterEach
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void extendingALifeMovesTheLimitOfItsTaskWhileItsJobRuns() throws Exception {
    start();
    long job = queueUntilGo();
    awaitRunning(job);
    Duration before = onlyTask().maxWallClock();

    String answer = update(job, "extend", by(Duration.ofHours(2)));

    assertThat(answer).contains("Batch ends its task after " + before.plusHours(2));
    assertThat(onlyTask().maxWallClock()).isEqualTo(before.plusHours(2));
    assertThat(onlyTask().state()).isEqualTo("running");
    Files.createFile(go);
    assertThat(lives.outcome(job, SOON)).isInstanceOf(Outcome.Completed.class);
    nothingIsLeft();
  }

  @Test
  void aQuarantineKeepsTaskAndNodeUntilItIsReleased() throws Exception {
    start();
    long kept = queueUntilGo();
    awaitRunning(kept);
    String node = Objects.requireNonNull(onlyTask().node());
    update(kept, "quarantine", by(Duration.ofHours(3)));
    assertThat(batch.closedNodes()).isEmpty();

    Files.createFile(go);
    github.awaitAll(SOON);
    Eventually.until("the node is kept", SOON, () -> batch.closedNodes().contains(node));
    long next = queue("true");
    Eventually.until(
        "its container has left, and the next one's task waits",
        SOON,
        () -> states().equals(List.of("active", "completed")));

    update(kept, "release", by(null));
    assertThat(lives.outcome(kept, SOON)).isInstanceOf(Outcome.Completed.class);
    assertThat(batch.closedNodes()).isEmpty();
    assertThat(lives.outcome(next, SOON)).isInstanceOf(Outcome.Completed.class);
    assertThat(attempts(next)).hasSize(1);
    nothingIsLeft();
  }

  @Test
  void anImageThatCannotBePulledIsThePoolsFault() throws Exception {
    start();
    batch.faults().failPulls(1);

    long job = queue("true");

    String told =
        Eventually.get(
            "the pool is told",
            SOON,
            () ->
                lives.description(job).stream()
                    .flatMap(begun -> lives.history(job).getEventsList().stream())
                    .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
                    .map(HistoryEvent::getActivityTaskScheduledEventAttributes)
                    .filter(step -> step.getActivityType().getName().equals("pausePool"))
                    .map(step -> step.getInput().getPayloads(1).getData().toStringUtf8())
                    .findFirst());
    assertThat(told).contains("ContainerInvalidImage");
  }

  private void start() throws Exception {
    stack =
        LocalStack.start(
            Files.createDirectory(directory.resolve("stack")),
            LocalStack.Settings.DEFAULT.withBatch(ONE_NODE));
    github = stack.github();
    batch = stack.batch();
    lives = stack.lives();
    go = directory.resolve("go");
  }

  private String update(long job, String name, OperatorRequest request) {
    return lives.stub(job).update(name, String.class, request);
  }

  private static OperatorRequest by(@Nullable Duration duration) {
    return new OperatorRequest("ada", "wants to look", false, duration);
  }

  private long queueUntilGo() {
    return queue("while [ ! -e " + go + " ]; do sleep 0.2; done");
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

  private void awaitRunning(long id) throws Exception {
    github.await(
        "it runs",
        SOON,
        s ->
            github.jobs().stream()
                .anyMatch(job -> job.id() == id && job.status().equals("in_progress")));
  }

  private Task onlyTask() {
    assertThat(batch.tasks()).hasSize(1);
    return batch.tasks().get(0);
  }

  private List<String> states() {
    return batch.tasks().stream().map(Task::state).sorted().toList();
  }

  private List<AttemptStatus> attempts(long job) {
    return lives.status(job).orElseThrow().attempts();
  }

  /** A process that was told to go may take a moment; everything else is gone with its life. */
  private void nothingIsLeft() {
    Eventually.until("nothing is left", SOON, () -> stack.leftovers().isEmpty());
  }
}
