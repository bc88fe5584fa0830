package dev.mayfly.worker.pool;

import dev.mayfly.worker.entity.Entities;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.PoolState;
import dev.mayfly.workflows.pool.PoolStatus;
import dev.mayfly.workflows.pool.PoolWorkflow;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.pool.TurnRequest;
import dev.mayfly.workflows.pool.TurnStatus;
import dev.mayfly.workflows.pool.TurnStatus.State;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.client.WorkflowClient;
import java.util.List;
import java.util.Optional;

/** The pools' entity workflows: the first message to one starts it. */
public final class PoolEntities extends Entities<PoolId, PoolStatus> implements TurnClient {

  private final Fleet fleet;

  public PoolEntities(WorkflowClient client, String taskQueue, Fleet fleet) {
    super(
        client,
        taskQueue,
        PoolWorkflow.TYPE,
        PoolStatus.class,
        PoolState::of,
        (options, pool) ->
            options
                .setStaticSummary("pool " + pool.pool())
                .setTypedSearchAttributes(
                    io.temporal.common.SearchAttributes.newBuilder()
                        .set(SearchAttributes.POOL, pool.pool())
                        .build()));
    this.fleet = fleet;
  }

  @Override
  public void want(PoolId id, List<Turn> turns) {
    Pool pool =
        fleet
            .pool(id.pool())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "pool " + id.pool() + " is not configured on this worker"));
    Optional<Pool> scaler = fleet.scalerOf(pool);
    signal(
        id,
        "wants",
        turns.stream()
            .map(turn -> new TurnRequest(turn, pool.maxRunners(), scaler.isPresent()))
            .toList());
    scaler
        .filter(other -> !other.name().equals(pool.name()))
        .map(other -> new PoolId(id.installation(), other.name()))
        .ifPresent(other -> signal(other, "demands", turns.stream().map(Turn::runner).toList()));
  }

  @Override
  public void leave(PoolId pool, List<RunnerName> runners) {
    signalIfOpen(pool, "leaves", runners);
  }

  @Override
  public List<TurnStatus> of(PoolId pool, List<RunnerName> runners) {
    return query(pool, "turns", TurnStatus[].class, runners)
        .map(List::of)
        .orElseGet(
            () ->
                runners.stream()
                    .map(runner -> new TurnStatus(runner, State.UNKNOWN, 0, 0, null))
                    .toList());
  }

  /** Tells the pool that a runner failed by a fault of its configuration. */
  public void fault(PoolId pool, PoolPause fault) {
    signal(pool, "fault", fault);
  }

  /** Returns the number of the pool's tasks, waiting and running. */
  public int demand(PoolId pool) {
    return status(pool).map(PoolStatus::demand).orElse(0);
  }
}
