package dev.mayfly.bench;

import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.service.temporal.TemporalConnection;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of many lives, as Temporal has it.
 *
 * @param historyLengths the events of each, in the order of the jobs.
 * @param waiting how many do nothing but wait for their runner's end.
 * @param begunAnew how many of these waits Temporal started again, because a heartbeat was missed.
 */
record LivesSnapshot(List<Long> historyLengths, int waiting, int begunAnew) {

  LivesSnapshot {
    historyLengths = List.copyOf(historyLengths);
  }

  /** Describes every one of them; no worker is asked. */
  static LivesSnapshot at(TemporalConnection temporal, List<Long> jobs) {
    List<Long> lengths = new ArrayList<>();
    int waiting = 0;
    int begunAnew = 0;
    for (long job : jobs) {
      DescribeWorkflowExecutionResponse life = describe(temporal, job);
      List<PendingActivityInfo> pending = life.getPendingActivitiesList();
      lengths.add(life.getWorkflowExecutionInfo().getHistoryLength());
      waiting += pending.size() == 1 && isWait(pending.get(0)) ? 1 : 0;
      begunAnew += pending.stream().anyMatch(activity -> activity.getAttempt() > 1) ? 1 : 0;
    }
    return new LivesSnapshot(lengths, waiting, begunAnew);
  }

  private static boolean isWait(PendingActivityInfo activity) {
    return activity.getActivityType().getName().equals("awaitCompletion")
        && activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED;
  }

  private static DescribeWorkflowExecutionResponse describe(TemporalConnection temporal, long job) {
    return temporal
        .service()
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(temporal.namespace())
                .setExecution(
                    WorkflowExecution.newBuilder().setWorkflowId(LifeQueries.of(job).toString()))
                .build());
  }

  /** The operation that {@link #at} calls once for each life. */
  static final String OPERATION = "DescribeWorkflowExecution";
}
