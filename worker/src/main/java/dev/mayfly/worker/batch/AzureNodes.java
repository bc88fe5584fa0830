package dev.mayfly.worker.batch;

import java.util.Set;

/** Azure Batch's nodes, as far as Mayfly has a say: whether they take further tasks. */
final class AzureNodes {

  // An unusable node takes no tasks whatever its scheduling state is, and refuses to change that.
  private static final Set<String> SETTLED =
      Set.of("NodeAlreadyInTargetSchedulingState", "NodeStateUnusable");

  private final PoolRequests pools;
  private final BatchCalls calls;

  AzureNodes(PoolRequests pools, BatchCalls calls) {
    this.pools = pools;
    this.calls = calls;
  }

  /** Lets a node take no further task; those that run go on. False when the node has gone. */
  boolean keep(String batchPool, String node) {
    return calls
        .attempt(
            "disable scheduling on",
            node,
            e -> isGone(e) || isSettled(e),
            () -> pools.disableScheduling(batchPool, node))
        .filter(AzureNodes::isGone)
        .isEmpty();
  }

  /** Lets a node take tasks again, unless it has gone. */
  void release(String batchPool, String node) {
    var unused =
        calls.attempt(
            "enable scheduling on",
            node,
            e -> isGone(e) || isSettled(e),
            () -> pools.enableScheduling(batchPool, node));
  }

  private static boolean isGone(BatchException e) {
    return e.isNotFound() || e.code().equals("PoolBeingDeleted");
  }

  private static boolean isSettled(BatchException e) {
    return SETTLED.contains(e.code());
  }
}
