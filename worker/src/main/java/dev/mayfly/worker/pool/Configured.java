package dev.mayfly.worker.pool;

import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.failure.ApplicationFailure;

/** What a pool's entity asks about, as this worker's file has it. */
final class Configured {

  private Configured() {}

  /** Another worker may know it: configurations change one worker after the other. */
  static Pool pool(Fleet fleet, PoolId pool) {
    return fleet
        .pool(pool.pool())
        .orElseThrow(
            () ->
                ApplicationFailure.newFailure(
                    "pool " + pool.pool() + " is not configured on this worker",
                    FailureType.UNAVAILABLE));
  }
}
