package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import java.time.Instant;

/**
 * A runner's place in the queue of a pool: asked for before anything is minted, so that no token
 * ages in it.
 *
 * @param since when the life began to wait for a runner; the oldest is admitted first, and a life's
 *     later attempts keep its place.
 * @param cleansUp whether no turn is asked for, only whether the pool is not paused (any more).
 */
public record Turn(PoolId pool, RunnerName runner, Instant since, boolean cleansUp) {

  @JsonCreator
  public Turn {
    requireNonNull(pool, "pool");
    requireNonNull(runner, "runner");
    requireNonNull(since, "since");
  }

  /** A place in the queue. */
  public Turn(PoolId pool, RunnerName runner, Instant since) {
    this(pool, runner, since, false);
  }
}
