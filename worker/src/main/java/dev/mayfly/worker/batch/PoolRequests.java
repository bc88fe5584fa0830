package dev.mayfly.worker.batch;

import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests about pools and their nodes, as {@link BatchRequests}. */
interface PoolRequests {

  String POOL_FIELDS =
      "id,allocationState,currentDedicatedNodes,targetDedicatedNodes,currentLowPriorityNodes,"
          + "targetLowPriorityNodes,enableAutoScale,taskSlotsPerNode,resizeErrors,autoScaleRun";
  String NODE_FIELDS = "id,state,schedulingState,runningTasksCount,isDedicated";

  /** The nodes of one kind that were asked for last, and those that are there. */
  record Size(int target, int current) {}

  /**
   * A pool as a request found it.
   *
   * @param errors what its last resize met.
   * @param formulaFault why its formula could not be evaluated last; absent: it could, or there is
   *     none.
   */
  record Pool(
      PoolSnapshot.Allocation allocation,
      Size dedicated,
      Size spot,
      int slotsPerNode,
      boolean autoscale,
      List<Fault> errors,
      @Nullable Fault formulaFault) {

    Size size(Kind kind) {
      return kind == Kind.DEDICATED ? dedicated : spot;
    }
  }

  /**
   * A node of a pool.
   *
   * @param leaving whether it is being removed.
   * @param preempted whether it has lost its machine, and waits for another.
   * @param busy whether it runs a task.
   * @param held whether it takes no further ones.
   */
  record Node(
      String id, Kind kind, boolean leaving, boolean preempted, boolean busy, boolean held) {}

  Pool pool(String id);

  List<Node> nodes(String pool);

  /** Nodes that go are gone once their tasks are done. */
  void resize(String pool, int dedicated, int spot);

  /** As a resize, but of these nodes, 100 at most. */
  void removeNodes(String pool, List<String> nodes);

  void stopResize(String pool);

  void disableAutoscale(String pool);

  /**
   * @param every how often the formula is evaluated.
   */
  void enableAutoscale(String pool, String formula, Duration every);

  /** Lets what runs on the node go on: by default its tasks would be put back in the queue. */
  void disableScheduling(String pool, String node);

  void enableScheduling(String pool, String node);
}
