package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import java.time.Instant;

/**
 * A runner's place in the queue of a pool: asked for before anything is minted, so that no token
 * ages in it.
 *
 * @param since when the life began to wait for a runner; the oldest is admitted first, and a life's
 *     later attempts keep its place.
 */
public record Turn(PoolId pool, RunnerName runner, Instant since) {

  public Turn {
    requireNonNull(pool, "pool");
    requireNonNull(runner, "runner");
    requireNonNull(since, "since");
  }
}
