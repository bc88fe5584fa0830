package dev.mayfly.workflows.pool;

import dev.mayfly.workflows.id.PoolId;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * The steps of a pool's entity around the nodes of its Batch pool. Every one can be repeated
 * without harm.
 */
@ActivityInterface
public interface NodeActivities {

  /** Looks at the Batch pool and its nodes, and asks the pools that share them what they want. */
  @ActivityMethod(name = "lookAtNodes")
  NodesSnapshot lookAtNodes(PoolId pool);

  /**
   * Asks for so many nodes; running tasks are left to complete.
   *
   * @return whether Batch took it; not while another resize is under way.
   */
  @ActivityMethod(name = "resizeNodes")
  boolean resizeNodes(PoolId pool, int nodes);

  /** Stops the resize that is under way, if there is one. */
  @ActivityMethod(name = "stopResize")
  void stopResize(PoolId pool);

  /** Takes the nodes from Batch's autoscale; their number stays. */
  @ActivityMethod(name = "takeNodesOver")
  void takeNodesOver(PoolId pool);

  /** Gives the nodes to Batch's autoscale, with the configured formula. */
  @ActivityMethod(name = "handNodesBack")
  void handNodesBack(PoolId pool);
}
