package dev.mayfly.worker.pool;

import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.pool.NodeActivities;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.temporal.failure.ApplicationFailure;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives the nodes of every pool that scales to Batch's autoscale, at Batch itself, so that it works
 * while Temporal or all workers are down; or has them taken over again.
 */
public record HandBack(PoolEntities entities, NodeActivities nodes, PrintStream out) {

  // A resize that is under way is stopped first, which takes Batch a moment.
  private static final int TRIES = 30;
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);

  /** Returns whether all of them are autoscale's, and stay so. */
  public boolean handBack(String installation, List<Pool> pools, OperatorRequest request) {
    boolean all = true;
    for (Pool pool : pools) {
      PoolId id = new PoolId(installation, pool.name());
      boolean told = isTold(id, () -> entities.signal(id, "handback", request));
      boolean handedBack = isHandedBack(id, pool.batchPool());
      all = all && told && handedBack;
    }
    return all;
  }

  /** Returns whether all of them were told; a worker that runs does it. */
  public boolean takeOver(String installation, List<Pool> pools, OperatorRequest request) {
    boolean all = true;
    for (Pool pool : pools) {
      PoolId id = new PoolId(installation, pool.name());
      if (isTold(id, () -> entities.signal(id, "takeover", request))) {
        line(id, "takes the nodes of " + pool.batchPool() + " over, as soon as a worker runs");
      } else {
        all = false;
      }
    }
    return all;
  }

  private boolean isTold(PoolId pool, Runnable message) {
    try {
      message.run();
      return true;
    } catch (RuntimeException unreachable) {
      line(pool, "could not be told, so that a worker does what it did before: " + unreachable);
      return false;
    }
  }

  private boolean isHandedBack(PoolId pool, String batchPool) {
    String why = "";
    for (int i = 0; i < TRIES; i++) {
      try {
        nodes.handNodesBack(pool);
        line(pool, "the nodes of " + batchPool + " are autoscale's");
        return true;
      } catch (ApplicationFailure refused) {
        why = refused.getOriginalMessage();
        if (refused.isNonRetryable()) {
          break;
        }
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
    line(pool, "the nodes of " + batchPool + " were not handed back: " + why);
    return false;
  }

  private void line(PoolId pool, String what) {
    out.println(pool + ": " + what);
  }
}
