package dev.mayfly.local.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/**
 * A node with its slots, by a name that no other will have: a preempted one does not come back.
 * Guarded by its account's lock.
 */
final class Node {

  private final String id = "tvmps_" + UUID.randomUUID().toString().replace("-", "") + "_d";
  final States states = new States("idle");
  private final int slots;
  private int taken;
  private boolean enabled = true;

  Node(int slots) {
    this.slots = slots;
  }

  String id() {
    return id;
  }

  int taken() {
    return taken;
  }

  boolean hasRoom() {
    return enabled && taken < slots;
  }

  void take() {
    taken++;
    settle();
  }

  void free() {
    taken--;
    settle();
  }

  /** Whether further tasks may come; those that it runs are not touched. */
  void schedule(boolean enable) {
    if (enabled == enable) {
      throw new BatchError(
          409,
          "NodeAlreadyInTargetSchedulingState",
          "The specified compute node is already in the target scheduling state.");
    }
    enabled = enable;
    states.touch();
    settle();
  }

  private void settle() {
    String now = taken > 0 ? "running" : enabled ? "idle" : "offline";
    if (!states.is(now)) {
      states.move(now);
    }
  }

  boolean isSchedulable() {
    return enabled;
  }

  /** As a task shows the node that it runs on. */
  ObjectNode body(String baseUrl, String poolId, String jobId, String taskId) {
    String directory = "workitems/" + jobId + "/job-1/" + taskId;
    return Json.object()
        .put("affinityId", affinity())
        .put("nodeUrl", url(baseUrl, poolId))
        .put("poolId", poolId)
        .put("nodeId", id)
        .put("taskRootDirectory", directory)
        .put("taskRootDirectoryUrl", url(baseUrl, poolId) + "/files/" + directory);
  }

  /** As its pool shows it. */
  ObjectNode body(String baseUrl, String poolId) {
    return Json.object()
        .put("id", id)
        .put("url", url(baseUrl, poolId))
        .put("state", states.state())
        .put("schedulingState", enabled ? "enabled" : "disabled")
        .put("stateTransitionTime", Json.time(states.since()))
        .put("lastBootTime", Json.time(states.created()))
        .put("allocationTime", Json.time(states.created()))
        .put("affinityId", affinity())
        .put("vmSize", PoolEntry.VM_SIZE)
        .put("runningTasksCount", taken)
        .put("runningTaskSlotsCount", taken)
        .put("isDedicated", true);
  }

  private String url(String baseUrl, String poolId) {
    return baseUrl + "/pools/" + poolId + "/nodes/" + id;
  }

  private String affinity() {
    return "TVM:" + id;
  }
}
