package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandIn.Task;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.temporal.InWords;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An operator's hand outside Temporal: on the task, on its node, on the pool. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("server")
class OperatorTest {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final BatchStandIn.Settings ONE_NODE =
      new BatchStandIn.Settings(Set.of(), 1, 2, Duration.ZERO, Duration.ZERO);

  @RegisterExtension final Stack stack = new Stack();

  @Test
  void extendingALifeMovesTheLimitOfItsTaskWhileItsJobRuns() throws Exception {
    start();
    long job = stack.queueUntilGo();
    stack.awaitRunning(job);
    Duration before = onlyTask().maxWallClock();

    String answer = update(job, "extend", by(Duration.ofHours(2)));

    assertThat(answer).contains("Batch ends its task after " + InWords.of(before.plusHours(2)));
    assertThat(onlyTask().maxWallClock()).isEqualTo(before.plusHours(2));
    assertThat(onlyTask().state()).isEqualTo("running");
    stack.go();
    stack.isCompleted(job);
    stack.nothingIsLeft();
  }

  @Test
  void aQuarantineKeepsTaskAndNodeUntilItIsReleased() throws Exception {
    start();
    long kept = stack.queueUntilGo();
    stack.awaitRunning(kept);
    String node = Objects.requireNonNull(onlyTask().node());
    update(kept, "quarantine", by(Duration.ofHours(3)));
    assertThat(stack.batch().closedNodes()).isEmpty();

    stack.go();
    stack.awaitAll();
    stack.until("the node is kept", () -> stack.batch().closedNodes().contains(node));
    long next = stack.queue("true");
    stack.until(
        "its container has left, and the next one's task waits",
        () -> states().equals(List.of("active", "completed")));

    update(kept, "release", by(null));
    stack.isCompleted(kept);
    assertThat(stack.batch().closedNodes()).isEmpty();
    stack.isCompleted(next);
    assertThat(stack.status(next).attempts()).hasSize(1);
    stack.nothingIsLeft();
  }

  @Test
  void anImageThatCannotBePulledIsThePoolsFault() throws Exception {
    start();
    stack.batch().faults().failPulls(1);

    long job = stack.queue("true");

    String told =
        Eventually.get(
            "the pool is told",
            SOON,
            () ->
                stack.lives().description(job).stream()
                    .flatMap(begun -> stack.lives().history(job).getEventsList().stream())
                    .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
                    .map(HistoryEvent::getActivityTaskScheduledEventAttributes)
                    .filter(step -> step.getActivityType().getName().equals("pausePool"))
                    .map(step -> step.getInput().getPayloads(1).getData().toStringUtf8())
                    .findFirst());
    assertThat(told).contains("ContainerInvalidImage");
  }

  private void start() throws Exception {
    stack.start(LocalStack.Settings.DEFAULT.withBatch(ONE_NODE));
  }

  private String update(long job, String name, OperatorRequest request) {
    return stack.lives().stub(job).update(name, String.class, request);
  }

  private static OperatorRequest by(@Nullable Duration duration) {
    return new OperatorRequest("ada", "wants to look", false, duration);
  }

  private Task onlyTask() {
    assertThat(stack.batch().tasks()).hasSize(1);
    return stack.batch().tasks().get(0);
  }

  private List<String> states() {
    return stack.batch().tasks().stream().map(Task::state).sorted().toList();
  }
}
