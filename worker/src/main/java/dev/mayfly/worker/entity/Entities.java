package dev.mayfly.worker.entity;

import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.pool.PoolState;
import dev.mayfly.workflows.pool.PoolStatus;
import dev.mayfly.workflows.sweep.SweepState;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowQueryConditionallyRejectedException;
import io.temporal.client.WorkflowStub;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The entity workflows of one type, as Temporal has them. Every method asks once, and throws the
 * client's exception when there is no answer.
 */
public final class Entities<I, S> {

  private final WorkflowClient client;
  private final WorkflowClient openOnly;
  private final String type;
  private final Class<S> status;
  private final Function<I, Object> initial;
  private final BiFunction<WorkflowOptions.Builder, I, WorkflowOptions.Builder> options;
  private final WorkflowOptions common;

  private Entities(
      WorkflowClient client,
      String taskQueue,
      String type,
      Class<S> status,
      Function<I, Object> initial,
      BiFunction<WorkflowOptions.Builder, I, WorkflowOptions.Builder> options) {
    this.client = client;
    this.openOnly = TemporalConnection.openOnly(client);
    this.type = type;
    this.status = status;
    this.initial = initial;
    this.options = options;
    this.common =
        WorkflowOptions.newBuilder()
            .setTaskQueue(taskQueue)
            .setWorkflowIdConflictPolicy(
                WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
            .setWorkflowIdReusePolicy(
                WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
            .build();
  }

  public static Entities<PoolId, PoolStatus> pools(WorkflowClient client, String taskQueue) {
    return new Entities<>(
        client,
        taskQueue,
        "Pool",
        PoolStatus.class,
        PoolState::of,
        (options, pool) ->
            options
                .setStaticSummary("pool " + pool.pool())
                .setTypedSearchAttributes(
                    io.temporal.common.SearchAttributes.newBuilder()
                        .set(SearchAttributes.POOL, pool.pool())
                        .build()));
  }

  public static Entities<SweepId, SweepState> sweeps(WorkflowClient client, String taskQueue) {
    return new Entities<>(
        client,
        taskQueue,
        "Sweep",
        SweepState.class,
        SweepState::of,
        (options, sweep) -> options.setStaticSummary("sweep of " + sweep.forge()));
  }

  /** Starts the entity unless it runs; also one that was terminated. */
  public void start(I id) {
    var unused = newRun(id).start(initial.apply(id));
  }

  /** Sends a signal, and starts the entity first unless it runs. */
  public void signal(I id, String signal, Object... message) {
    var unused = newRun(id).signalWithStart(signal, message, new Object[] {initial.apply(id)});
  }

  /** Sends an entity that runs this worker's identity. */
  public void signOff(I id, String signal) {
    client.newUntypedWorkflowStub(id.toString()).signal(signal, client.getOptions().getIdentity());
  }

  private WorkflowStub newRun(I id) {
    return client.newUntypedWorkflowStub(
        type, options.apply(common.toBuilder().setWorkflowId(id.toString()), id).build());
  }

  /** Returns the status of the entity; empty if none runs. Needs a worker that polls. */
  public Optional<S> status(I id) {
    return query(id, "status", status);
  }

  /** Returns the answer of the entity; empty if none runs. Needs a worker that polls. */
  public <R> Optional<R> query(I id, String query, Class<R> answer, Object... arguments) {
    try {
      return Optional.of(
          openOnly.newUntypedWorkflowStub(id.toString()).query(query, answer, arguments));
    } catch (WorkflowNotFoundException | WorkflowQueryConditionallyRejectedException none) {
      return Optional.empty();
    }
  }
}
