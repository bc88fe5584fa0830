package dev.mayfly.worker.pool;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.pool.TurnStatus;
import java.util.List;

/** Where runners ask for their turn. Every method asks once, and throws when there is no answer. */
public interface TurnClient {

  /**
   * Asks for turns in a pool, all by one message. Asking again keeps the place; what is asked next
   * knows of it.
   */
  void want(PoolId pool, List<Turn> turns);

  /** Tells a pool, if it has an entity, that these runners are gone, all by one message. */
  void leave(PoolId pool, List<RunnerName> runners);

  /** Where these runners of one pool stand; all {@code UNKNOWN} when the pool has no entity. */
  List<TurnStatus> of(PoolId pool, List<RunnerName> runners);
}
