package dev.mayfly.worker.pool;

import dev.mayfly.workflows.Fleet;
import dev.mayfly.workflows.Pool;
import dev.mayfly.workflows.PoolId;
import dev.mayfly.workflows.PoolPause;
import dev.mayfly.workflows.PoolState;
import dev.mayfly.workflows.PoolWant;
import dev.mayfly.workflows.RunnerName;
import dev.mayfly.workflows.SearchAttributes;
import dev.mayfly.workflows.Turn;
import dev.mayfly.workflows.TurnStatus;
import dev.mayfly.workflows.TurnStatus.State;
import io.temporal.api.enums.v1.QueryRejectCondition;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowQueryConditionallyRejectedException;
import java.util.List;

/**
 * The pools' entity workflows as Temporal has them: started by the first message to them. Every
 * method asks once, and throws what the client throws when there is no answer.
 */
public final class PoolEntities implements Turns {

  private static final String TYPE = "Pool";

  private final WorkflowClient client;
  private final WorkflowClient openOnly;
  private final String taskQueue;
  private final Fleet fleet;

  public PoolEntities(WorkflowClient client, String taskQueue, Fleet fleet) {
    this.client = client;
    // A terminated entity would go on answering from its history, and with it nobody's turn comes.
    this.openOnly =
        WorkflowClient.newInstance(
            client.getWorkflowServiceStubs(),
            client.getOptions().toBuilder()
                .setQueryRejectCondition(QueryRejectCondition.QUERY_REJECT_CONDITION_NOT_OPEN)
                .build());
    this.taskQueue = taskQueue;
    this.fleet = fleet;
  }

  @Override
  public void want(Turn turn) {
    Pool pool =
        fleet
            .pool(turn.pool().pool())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "pool " + turn.pool().pool() + " is not configured on this worker"));
    tell(turn.pool(), "want", new PoolWant(turn, pool.maxRunners()));
  }

  /** A runner failed by the pool's own fault. */
  public void fault(PoolId pool, PoolPause fault) {
    tell(pool, "fault", fault);
  }

  private void tell(PoolId pool, String signal, Object message) {
    WorkflowOptions options =
        WorkflowOptions.newBuilder()
            .setWorkflowId(pool.toString())
            .setTaskQueue(taskQueue)
            .setWorkflowIdReusePolicy(
                WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
            .setTypedSearchAttributes(
                io.temporal.common.SearchAttributes.newBuilder()
                    .set(SearchAttributes.POOL, pool.pool())
                    .build())
            .setStaticSummary("pool " + pool.pool())
            .build();
    client
        .newUntypedWorkflowStub(TYPE, options)
        .signalWithStart(signal, new Object[] {message}, new Object[] {PoolState.of(pool)});
  }

  @Override
  public List<TurnStatus> of(PoolId pool, List<RunnerName> runners) {
    try {
      return List.of(
          openOnly
              .newUntypedWorkflowStub(pool.toString())
              .query("turns", TurnStatus[].class, runners));
    } catch (WorkflowNotFoundException | WorkflowQueryConditionallyRejectedException none) {
      return runners.stream()
          .map(runner -> new TurnStatus(runner, State.UNKNOWN, 0, 0, null))
          .toList();
    }
  }

  /** Whether the life that a runner belongs to is over; a later run of its job is another life. */
  public boolean isOver(RunnerName runner) {
    try {
      WorkflowExecutionDescription life =
          client.newUntypedWorkflowStub(runner.life().toString()).describe();
      String run = life.getExecution().getRunId();
      return life.getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
          || !RunnerName.of(runner.life(), run, runner.attempt()).equals(runner);
    } catch (WorkflowNotFoundException forgotten) {
      return true;
    }
  }
}
