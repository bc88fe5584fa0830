package dev.mayfly.worker.pool;

import dev.mayfly.worker.entity.Entities;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.PoolStatus;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.pool.TurnRequest;
import dev.mayfly.workflows.pool.TurnStatus;
import dev.mayfly.workflows.pool.TurnStatus.State;
import dev.mayfly.workflows.temporal.OperatorRequest;
import java.util.List;
import java.util.Optional;

/** The pools' entity workflows, and the messages to them: the first one starts its entity. */
public final class PoolEntities implements TurnClient {

  private final Entities<PoolId, PoolStatus> entities;
  private final Fleet fleet;

  public PoolEntities(Entities<PoolId, PoolStatus> entities, Fleet fleet) {
    this.entities = entities;
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
    entities.signal(
        turn.pool(), "want", new TurnRequest(turn, pool.maxRunners(), scaler.isPresent()));
    scaler
        .filter(other -> !other.name().equals(pool.name()))
        .map(other -> new PoolId(turn.pool().installation(), other.name()))
        .ifPresent(other -> entities.signal(other, "demand", turn.runner()));
  }

  @Override
  public List<TurnStatus> of(PoolId pool, List<RunnerName> runners) {
    return entities
        .query(pool, "turns", TurnStatus[].class, runners)
        .map(List::of)
        .orElseGet(
            () ->
                runners.stream()
                    .map(runner -> new TurnStatus(runner, State.UNKNOWN, 0, 0, null))
                    .toList());
  }

  /** Tells the pool that a worker is there by whose configuration its nodes scale. */
  void scale(PoolId pool) {
    entities.signal(pool, "scale");
  }

  /** Tells the pool that no worker is left; throws where it has no entity. */
  void rest(PoolId pool) {
    entities.signOff(pool, "rest");
  }

  /** Tells the pool that an operator gives its nodes to autoscale. */
  void handBack(PoolId pool, OperatorRequest request) {
    entities.signal(pool, "handback", request);
  }

  /** Tells the pool that an operator takes its nodes from autoscale. */
  void takeOver(PoolId pool, OperatorRequest request) {
    entities.signal(pool, "takeover", request);
  }

  /** Tells the pool that a runner failed by a fault of its configuration. */
  public void fault(PoolId pool, PoolPause fault) {
    entities.signal(pool, "fault", fault);
  }

  /** Returns the number of the pool's tasks, waiting and running. */
  public int demand(PoolId pool) {
    return status(pool).map(PoolStatus::demand).orElse(0);
  }

  /** Returns the status of the pool; empty if it has no entity. */
  Optional<PoolStatus> status(PoolId pool) {
    return entities.status(pool);
  }
}
