package dev.mayfly.worker.pool;

import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.failure.ApplicationFailure;

/** The pools of this worker's file, by the ids of their entities. */
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
