package dev.mayfly.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.life.RunnerWorkflow;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MovedLivesTest {

  private final Queue<WorkflowExecution> moved = new ConcurrentLinkedQueue<>();
  private final TestWorkflowEnvironment temporal =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setWorkerFactoryOptions(
                  WorkerFactoryOptions.newBuilder()
                      .setWorkerInterceptors(new MovedLives(moved::add))
                      .build())
              .build());

  /** A life. */
  @WorkflowInterface
  public interface Life {
    @WorkflowMethod(name = RunnerWorkflow.TYPE)
    void run();
  }

  /** A workflow that is no life. */
  @WorkflowInterface
  public interface Other {
    @WorkflowMethod(name = "Other")
    void run();
  }

  /** It waits a while. */
  public static final class Waiting implements Life, Other {
    @Override
    public void run() {
      Workflow.sleep(Duration.ofMinutes(1));
    }
  }

  @AfterEach
  void stop() {
    temporal.close();
  }

  private WorkflowExecutionHistory ran(String type) {
    WorkflowStub workflow =
        temporal
            .getWorkflowClient()
            .newUntypedWorkflowStub(type, WorkflowOptions.newBuilder().setTaskQueue("q").build());
    String id = workflow.start().getWorkflowId();
    var unused = workflow.getResult(Void.class);
    return temporal.getWorkflowClient().fetchHistory(id);
  }

  @Test
  void aLifeThatGoesOnHereIsToldOfAndOneThatBeginsHereIsNot() throws Exception {
    Worker worker = temporal.newWorker("q");
    worker.registerWorkflowImplementationTypes(Waiting.class);
    temporal.start();
    WorkflowExecutionHistory life = ran(RunnerWorkflow.TYPE);
    WorkflowExecutionHistory other = ran("Other");
    assertThat(moved).isEmpty();

    WorkflowReplayer.replayWorkflowExecution(other, worker);
    assertThat(moved).isEmpty();

    WorkflowReplayer.replayWorkflowExecution(life, worker);
    assertThat(moved)
        .extracting(WorkflowExecution::getWorkflowId)
        .containsExactly(life.getWorkflowExecution().getWorkflowId());
  }
}
