package dev.mayfly.service.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Server;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Temporal of a service that trains, asked as services ask theirs. */
class IdleTemporalTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private Server server;
  private TemporalConnection temporal;

  @BeforeEach
  void start() throws Exception {
    server = IdleTemporal.start();
    temporal =
        new TemporalConnection(
            new TemporalSettings("127.0.0.1:" + server.getPort(), null, null, null, null),
            Map.of(),
            SOON);
  }

  @AfterEach
  void stop() {
    temporal.stop();
    server.shutdownNow();
  }

  @Test
  void aWorkerIsNotKeptFromPolling() {
    assertThat(new NamespaceAttributes(temporal).missing()).isEmpty();
    assertThat(temporal.retention()).isZero();
  }

  @Test
  void whatAWorkerStartsItIsGiven() {
    var unused =
        temporal
            .client()
            .newUntypedWorkflowStub(
                "Sweep",
                WorkflowOptions.newBuilder().setWorkflowId("sweep").setTaskQueue("here").build())
            .signalWithStart("upgrade", new Object[] {"1"}, new Object[] {"state"});

    PollWorkflowTaskQueueResponse task =
        temporal
            .within(SOON)
            .pollWorkflowTaskQueue(
                PollWorkflowTaskQueueRequest.newBuilder()
                    .setNamespace(temporal.namespace())
                    .setTaskQueue(TaskQueue.newBuilder().setName("here"))
                    .build());

    assertThat(task.getWorkflowExecution().getWorkflowId()).isEqualTo("sweep");
    assertThat(task.getWorkflowType().getName()).isEqualTo("Sweep");
    assertThat(task.getHistory().getEventsList())
        .extracting(HistoryEvent::getEventType)
        .containsExactly(
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED);
    assertThat(
            task.getHistory()
                .getEvents(0)
                .getWorkflowExecutionStartedEventAttributes()
                .getInput()
                .getPayloadsCount())
        .isOne();
  }
}
