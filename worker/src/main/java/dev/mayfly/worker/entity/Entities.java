package dev.mayfly.worker.entity;

import dev.mayfly.service.temporal.TemporalConnection;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowQueryConditionallyRejectedException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The entity workflows of one type, as Temporal has them. Every method asks once, and throws the
 * client's exception when there is no answer.
 */
public class Entities<I, S> {

  private final WorkflowClient client;
  private final WorkflowClient openOnly;
  private final String type;
  private final Class<S> status;
  private final Function<I, Object> initial;
  private final Function<I, WorkflowOptions> options;

  /**
   * @param initial the state with which a new one starts.
   * @param options adds the type's own to the common ones.
   */
  public Entities(
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
    this.options = id -> options.apply(common(id.toString(), taskQueue), id).build();
  }

  private static WorkflowOptions.Builder common(String id, String taskQueue) {
    return WorkflowOptions.newBuilder()
        .setWorkflowId(id)
        .setTaskQueue(taskQueue)
        .setWorkflowIdConflictPolicy(
            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE);
  }

  /** Starts the entity unless it runs; also one that was terminated. */
  public final void start(I id) {
    var unused = client.newUntypedWorkflowStub(type, options.apply(id)).start(initial.apply(id));
  }

  /** Starts the entity unless it runs, and sends it a signal. */
  public final void signal(I id, String signal, Object... message) {
    var unused =
        client
            .newUntypedWorkflowStub(type, options.apply(id))
            .signalWithStart(signal, message, new Object[] {initial.apply(id)});
  }

  /** Sends a signal to the entity, unless none runs: then it knows nothing that has changed. */
  protected final void signalIfOpen(I id, String signal, Object message) {
    try {
      client.newUntypedWorkflowStub(id.toString()).signal(signal, message);
    } catch (WorkflowNotFoundException none) {
      // Terminated, or never started.
    }
  }

  /** Sends this worker's identity to an entity that runs. */
  public final void signOff(I id, String signal) {
    client.newUntypedWorkflowStub(id.toString()).signal(signal, client.getOptions().getIdentity());
  }

  /** Returns the status of the entity; empty if none runs. Needs a worker that polls. */
  public final Optional<S> status(I id) {
    return query(id, "status", status);
  }

  protected final <R> Optional<R> query(I id, String name, Class<R> answer, Object... arguments) {
    try {
      return Optional.of(
          openOnly.newUntypedWorkflowStub(id.toString()).query(name, answer, arguments));
    } catch (WorkflowNotFoundException | WorkflowQueryConditionallyRejectedException none) {
      return Optional.empty();
    }
  }
}
