package dev.mayfly.local.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.UUID;

/**
 * A node with its slots, by a name that no other will have: a preempted one does not come back.
 * Guarded by its account's lock.
 */
final class Node {

  private final String id;
  final States states;
  private final boolean dedicated;
  private final int slots;
  private int taken;
  private boolean enabled = true;
  private boolean booting;
  private boolean leaving;

  private Node(InstantSource clock, int slots, boolean dedicated, boolean booting) {
    this.id = "tvmps_" + UUID.randomUUID().toString().replace("-", "") + (dedicated ? "_d" : "_p");
    this.states = new States(clock, booting ? "creating" : "idle");
    this.dedicated = dedicated;
    this.slots = slots;
    this.booting = booting;
  }

  static Node ready(InstantSource clock, int slots, boolean dedicated) {
    return new Node(clock, slots, dedicated, false);
  }

  /** A virtual machine that was just obtained: it takes tasks once it has {@link #booted()}. */
  static Node creating(InstantSource clock, int slots, boolean dedicated) {
    return new Node(clock, slots, dedicated, true);
  }

  String id() {
    return id;
  }

  int taken() {
    return taken;
  }

  boolean isDedicated() {
    return dedicated;
  }

  boolean isBooting() {
    return booting;
  }

  boolean isLeaving() {
    return leaving;
  }

  boolean hasRoom() {
    return enabled && !booting && !leaving && taken < slots;
  }

  void take() {
    taken++;
    settle();
  }

  void free() {
    taken--;
    settle();
  }

  void starting() {
    if (booting && !leaving) {
      states.move("starting");
    }
  }

  void booted() {
    booting = false;
    settle();
  }

  /** Gets no further task, and is gone once it has none. */
  void leave() {
    leaving = true;
    settle();
  }

  /** As if it had not been asked to leave. */
  void stay() {
    leaving = false;
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
    String now = present();
    if (!states.is(now)) {
      states.move(now);
    }
  }

  private String present() {
    if (leaving) {
      return "leavingpool";
    }
    if (booting) {
      return states.is("creating") ? "creating" : "starting";
    }
    return taken > 0 ? "running" : enabled ? "idle" : "offline";
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
        .put("isDedicated", dedicated);
  }

  private String url(String baseUrl, String poolId) {
    return baseUrl + "/pools/" + poolId + "/nodes/" + id;
  }

  private String affinity() {
    return "TVM:" + id;
  }
}
