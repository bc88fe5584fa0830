package dev.mayfly.worker.sweep;

import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.sweep.SweepState;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowQueryConditionallyRejectedException;
import java.util.Optional;

/**
 * The sweeps' workflows as Temporal has them. Every method asks once, and throws what the client
 * throws when there is no answer.
 */
public final class SweepEntities {

  private static final String TYPE = "Sweep";

  private final WorkflowClient client;
  private final WorkflowClient openOnly;
  private final String taskQueue;

  public SweepEntities(WorkflowClient client, String taskQueue) {
    this.client = client;
    this.openOnly = TemporalConnection.openOnly(client);
    this.taskQueue = taskQueue;
  }

  /** Begins the sweep unless it runs; also one that was terminated. */
  void begin(SweepId sweep) {
    var unused = client.newUntypedWorkflowStub(TYPE, options(sweep)).start(SweepState.of(sweep));
  }

  /** Begins the sweep unless it runs, and tells it which release is there. */
  void announce(SweepId sweep, String release) {
    var unused =
        client
            .newUntypedWorkflowStub(TYPE, options(sweep))
            .signalWithStart(
                "upgrade", new Object[] {release}, new Object[] {SweepState.of(sweep)});
  }

  private WorkflowOptions options(SweepId sweep) {
    return WorkflowOptions.newBuilder()
        .setWorkflowId(sweep.toString())
        .setTaskQueue(taskQueue)
        .setWorkflowIdConflictPolicy(
            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
        .setStaticSummary("sweep of " + sweep.forge())
        .build();
  }

  /** How the sweep stands; empty when none runs. Needs a worker that polls. */
  Optional<SweepState> status(SweepId sweep) {
    try {
      return Optional.of(
          openOnly.newUntypedWorkflowStub(sweep.toString()).query("status", SweepState.class));
    } catch (WorkflowNotFoundException | WorkflowQueryConditionallyRejectedException none) {
      return Optional.empty();
    }
  }
}
