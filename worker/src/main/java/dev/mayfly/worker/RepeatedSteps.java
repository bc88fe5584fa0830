package dev.mayfly.worker;

import static java.util.Objects.requireNonNull;

import io.grpc.StatusRuntimeException;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClient;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, from a step that this worker is to repeat, that the worker died that had it: its heart
 * had stopped. Its workflow's next task must not wait in the dead one's own queue then, and whoever
 * watches over other things of the dead is told (ADR 32). Of a step that failed in any other way a
 * description is asked for, once.
 */
final class RepeatedSteps extends WorkerInterceptorBase {

  private static final Logger LOG = LoggerFactory.getLogger(RepeatedSteps.class);
  // Later ones need no more: the queue was given up then, or the workflow had no task since.
  private static final int SECOND = 2;
  // What it is for is faster than a queue's own time-out of five seconds.
  private static final int SECONDS = 2;

  private final WorkflowClient client;
  private final StickyQueues queues;
  private final Runnable died;

  /**
   * @param died is told of a worker's death, once for each step that this worker repeats of it.
   */
  RepeatedSteps(WorkflowClient client, StickyQueues queues, Runnable died) {
    this.client = client;
    this.queues = queues;
    this.died = died;
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new Steps(next);
  }

  private final class Steps extends ActivityInboundCallsInterceptorBase {

    private @Nullable ActivityInfo step;

    Steps(ActivityInboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public void init(ActivityExecutionContext context) {
      step = context.getInfo();
      super.init(context);
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      ActivityInfo begun = requireNonNull(step);
      if (!begun.isLocal() && begun.getAttempt() == SECOND) {
        lookBack(begun);
      }
      return super.execute(input);
    }
  }

  private void lookBack(ActivityInfo step) {
    WorkflowExecution workflow =
        WorkflowExecution.newBuilder()
            .setWorkflowId(step.getWorkflowId())
            .setRunId(step.getWorkflowRunId())
            .build();
    try {
      if (hadStopped(workflow, step.getActivityId())) {
        LOG.atInfo()
            .addKeyValue("workflow", step.getWorkflowId())
            .addKeyValue("step", step.getActivityType())
            .log("the worker that had this step fell silent; it is taken up here");
        boolean unused = queues.leave(workflow);
        died.run();
      }
    } catch (StatusRuntimeException untold) {
      // The queue's own time-out decides then, and the waits' own.
      LOG.atDebug().addKeyValue("cause", untold.toString()).log("Temporal does not say why");
    }
  }

  private boolean hadStopped(WorkflowExecution workflow, String step) {
    return service()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setExecution(workflow)
                .build())
        .getPendingActivitiesList()
        .stream()
        .filter(pending -> pending.getActivityId().equals(step))
        .anyMatch(
            pending ->
                pending.getLastFailure().getTimeoutFailureInfo().getTimeoutType()
                    == TimeoutType.TIMEOUT_TYPE_HEARTBEAT);
  }

  private WorkflowServiceBlockingStub service() {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
  }
}
