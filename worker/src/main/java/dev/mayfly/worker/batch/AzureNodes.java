package dev.mayfly.worker.batch;

import static dev.mayfly.worker.batch.VendorCalls.attempt;

import com.microsoft.azure.batch.protocol.ComputeNodes;
import com.microsoft.azure.batch.protocol.models.ComputeNodeDisableSchedulingOptions;
import com.microsoft.azure.batch.protocol.models.ComputeNodeEnableSchedulingOptions;
import com.microsoft.azure.batch.protocol.models.DisableComputeNodeSchedulingOption;
import java.util.Set;

/** Azure Batch's nodes, as far as Mayfly has a say: whether they take further tasks. */
final class AzureNodes {

  // An unusable node takes no tasks whatever its scheduling state is, and refuses to change that.
  private static final Set<String> SETTLED =
      Set.of("NodeAlreadyInTargetSchedulingState", "NodeStateUnusable");

  private final ComputeNodes nodes;

  AzureNodes(ComputeNodes nodes) {
    this.nodes = nodes;
  }

  /** Lets a node take no further task; those that run go on. False when the node has gone. */
  boolean keep(String batchPool, String node) {
    return attempt(
            "disable scheduling on",
            node,
            e -> isGone(e) || isSettled(e),
            () ->
                nodes.disableScheduling(
                    batchPool,
                    node,
                    // The default would put its tasks back in the queue.
                    DisableComputeNodeSchedulingOption.TASK_COMPLETION,
                    new ComputeNodeDisableSchedulingOptions()))
        .filter(AzureNodes::isGone)
        .isEmpty();
  }

  /** Lets a node take tasks again, unless it has gone. */
  void release(String batchPool, String node) {
    var unused =
        attempt(
            "enable scheduling on",
            node,
            e -> isGone(e) || isSettled(e),
            () ->
                nodes.enableScheduling(batchPool, node, new ComputeNodeEnableSchedulingOptions()));
  }

  private static boolean isGone(BatchException e) {
    return e.isNotFound() || e.code().equals("PoolBeingDeleted");
  }

  private static boolean isSettled(BatchException e) {
    return SETTLED.contains(e.code());
  }
}
