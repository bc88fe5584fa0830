package dev.mayfly.workflows.pool;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/** The steps around a pool's entity. Every one can be repeated without harm. */
@ActivityInterface
public interface PoolActivities {

  /**
   * Looks at the pool's tasks at Batch: one listing, and one question to Temporal for each runner
   * that was admitted and has no task.
   */
  @ActivityMethod(name = "lookAtPool")
  AdmissionSnapshot lookAtPool(PoolId pool, List<RunnerName> admitted);

  /**
   * Asks whether what paused a pool is mended: whether a runner would be registered, and a Batch
   * job is there for it. Makes neither. Answers once a minute at most, however many pools ask.
   */
  @ActivityMethod(name = "probePool")
  ProbeAnswer probePool(PoolId pool, PoolPause pause);

  /** Tells the pool's entity that a runner failed by the pool's own fault; starts it if need be. */
  @ActivityMethod(name = "pausePool")
  void pausePool(PoolId pool, PoolPause pause);
}
