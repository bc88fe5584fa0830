package dev.mayfly.acceptance.endtoend;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.workflows.intake.EventIntake;
import dev.mayfly.workflows.intake.IntakeReport;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowStub;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs that are queued faster than Temporal starts lives, with a real Temporal server. */
@Tag("server")
class IntakeEndToEndTest {

  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int ENOUGH = 40;
  private static final String EIGHT =
      """
      jobs:
        build:
          runs-on: [self-hosted, ubuntu-latest]
          strategy: {matrix: {part: [1, 2, 3, 4, 5, 6, 7, 8]}}
          steps: [{run: "true"}]
      """;

  @RegisterExtension final Stack stack = new Stack(SOON);

  @Test
  void jobsWhoseEventsWaitedTogetherAreServedEachByOneRunner() throws Exception {
    stack.start(Stack.onRealTemporal());
    WorkflowClient client = stack.lives().client();
    stack.local().stopWorker();
    stack.local().stopGateway();
    Files.writeString(stack.folder().resolve("gateway.yml"), "\nintake: {direct: 1}\n", APPEND);
    stack.local().startGateway();
    while (intakes(client).isEmpty()) {
      assertThat(stack.github().jobs()).as("jobs, no two told at once").hasSizeLessThan(ENOUGH);
      long unused = stack.github().queue(EIGHT, "acme/app", 8);
      stack.until("all are told", () -> stack.github().deliveries().waiting() == 0);
    }

    stack.local().startWorker();
    stack.awaitAll();

    for (JobView job : stack.github().jobs()) {
      stack.isCompleted(job.id());
      assertThat(stack.status(job.id()).attempts()).hasSize(1);
    }
    intakes(client).forEach(intake -> isSolidGreen(client, intake));
  }

  private static List<String> intakes(WorkflowClient client) {
    return client
        .listExecutions("WorkflowType = '" + EventIntake.TYPE + "'")
        .map(WorkflowExecutionMetadata::getExecution)
        .map(it -> it.getWorkflowId())
        .toList();
  }

  private static void isSolidGreen(WorkflowClient client, String intake) {
    WorkflowStub stub = client.newUntypedWorkflowStub(intake);
    assertThat(stub.getResult(IntakeReport.class).failed()).isEmpty();
    assertThat(client.fetchHistory(intake).getEvents())
        .extracting(HistoryEvent::getEventType)
        .contains(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED)
        .doesNotContain(
            EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT);
  }
}
