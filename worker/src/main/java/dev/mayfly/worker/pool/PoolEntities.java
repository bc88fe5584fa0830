package dev.mayfly.worker.pool;

import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.PoolState;
import dev.mayfly.workflows.pool.PoolStatus;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.pool.TurnRequest;
import dev.mayfly.workflows.pool.TurnStatus;
import dev.mayfly.workflows.pool.TurnStatus.State;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowQueryConditionallyRejectedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The pools' entity workflows as Temporal has them: started by the first message to them. Every
 * method asks once, and throws what the client throws when there is no answer.
 */
public final class PoolEntities implements TurnClient {

  private static final String TYPE = "Pool";
  // Temporal answers a poll after a minute at the latest, and then there is another.
  private static final Duration LONGEST_POLL = Duration.ofSeconds(75);

  private final WorkflowClient client;
  private final WorkflowClient openOnly;
  private final String taskQueue;
  private final Fleet fleet;

  public PoolEntities(WorkflowClient client, String taskQueue, Fleet fleet) {
    this.client = client;
    this.openOnly = TemporalConnection.openOnly(client);
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
    Optional<Pool> scaler = fleet.scalerOf(pool);
    tell(turn.pool(), "want", new TurnRequest(turn, pool.maxRunners(), scaler.isPresent()));
    scaler
        .filter(other -> !other.name().equals(pool.name()))
        .map(other -> new PoolId(turn.pool().installation(), other.name()))
        .ifPresent(other -> tell(other, "demand", turn.runner()));
  }

  /** A worker is there by whose configuration the pool's nodes scale. */
  void scale(PoolId pool) {
    tell(pool, "scale");
  }

  /** No worker is left. */
  void rest(PoolId pool) {
    client
        .newUntypedWorkflowStub(pool.toString())
        .signal("rest", client.getOptions().getIdentity());
  }

  /** An operator gives the pool's nodes to autoscale. */
  void handBack(PoolId pool, OperatorRequest request) {
    tell(pool, "handback", request);
  }

  /** An operator takes the pool's nodes from autoscale. */
  void takeOver(PoolId pool, OperatorRequest request) {
    tell(pool, "takeover", request);
  }

  /** How many tasks the pool has, waiting and running. */
  public int demand(PoolId pool) {
    return status(pool).map(PoolStatus::demand).orElse(0);
  }

  /** How the pool stands; empty when it has no entity. */
  Optional<PoolStatus> status(PoolId pool) {
    try {
      return Optional.of(
          openOnly.newUntypedWorkflowStub(pool.toString()).query("status", PoolStatus.class));
    } catch (WorkflowNotFoundException | WorkflowQueryConditionallyRejectedException none) {
      return Optional.empty();
    }
  }

  /** Whether no other worker than this one polls the task queue. */
  public boolean isLastWorker(Instant now) {
    String own = client.getOptions().getIdentity();
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .describeTaskQueue(
            DescribeTaskQueueRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setTaskQueue(TaskQueue.newBuilder().setName(taskQueue))
                .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
                .build())
        .getPollersList()
        .stream()
        .filter(poller -> !poller.getIdentity().equals(own))
        .noneMatch(poller -> polled(poller).isAfter(now.minus(LONGEST_POLL)));
  }

  private static Instant polled(PollerInfo poller) {
    return Instant.ofEpochSecond(poller.getLastAccessTime().getSeconds());
  }

  /** A runner failed by the pool's own fault. */
  public void fault(PoolId pool, PoolPause fault) {
    tell(pool, "fault", fault);
  }

  private void tell(PoolId pool, String signal, Object... message) {
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
        .signalWithStart(signal, message, new Object[] {PoolState.of(pool)});
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
}
