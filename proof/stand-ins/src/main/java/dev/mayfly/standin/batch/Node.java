package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node with its slots, by a name that no other will have: a preempted one does not come back.
 * Guarded by its account's lock.
 */
final class Node {

  // As recorded in March 2025 (Azure/azure-sdk-assets, test_batch_compute_nodes of azure-batch).
  private static final String AGENT = "1.10.0";

  private final String id;
  private final InstantSource clock;
  final States states;
  private final String vmSize;
  private final ObjectNode image;
  private final boolean dedicated;
  private final int slots;
  private int taken;
  private int run;
  private int succeeded;
  private @Nullable Instant booted;
  private boolean enabled = true;
  private boolean booting;
  private boolean leaving;
  private boolean failed;

  /**
   * @param booting whether it is a virtual machine that was just obtained, and takes tasks once it
   *     has {@link #booted()}.
   */
  Node(
      InstantSource clock,
      String vmSize,
      ObjectNode image,
      int slots,
      boolean dedicated,
      boolean booting) {
    this.id = "tvmps_" + UUID.randomUUID().toString().replace("-", "") + (dedicated ? "_d" : "_p");
    this.states = new States(clock, booting ? "creating" : "idle");
    this.vmSize = vmSize;
    this.image = image;
    this.dedicated = dedicated;
    this.slots = slots;
    this.clock = clock;
    this.booting = booting;
    this.booted = booting ? null : states.created();
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

  /** Returns whether it could take tasks. */
  boolean isUsable() {
    return !booting && !leaving && !failed;
  }

  boolean hasRoom() {
    return isUsable() && enabled && taken < slots;
  }

  void take() {
    taken++;
    settle();
  }

  /**
   * @param succeeded whether the task that had the slot did.
   */
  void free(boolean succeeded) {
    taken--;
    run++;
    this.succeeded += succeeded ? 1 : 0;
    settle();
  }

  void starting() {
    if (booting && !leaving) {
      states.move("starting");
    }
  }

  void booted() {
    booted = clock.instant();
    booting = false;
    settle();
  }

  /** Its start task failed: it is there, and never takes a task. */
  void startTaskFailed() {
    failed = true;
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

  /** Allows or refuses further tasks; those that it runs are not touched. */
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
    if (failed) {
      return "starttaskfailed";
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
    ObjectNode body = Json.object();
    if (booted != null) {
      body.put("lastBootTime", Json.time(booted));
      body.putObject("nodeAgentInfo")
          .put("version", AGENT)
          .put("lastUpdateTime", Json.time(booted));
    }
    body.putObject("virtualMachineInfo").set("imageReference", image);
    return body.put("id", id)
        .put("url", url(baseUrl, poolId))
        .put("state", states.state())
        .put("schedulingState", enabled ? "enabled" : "disabled")
        .put("stateTransitionTime", Json.time(states.since()))
        .put("allocationTime", Json.time(states.created()))
        .put("affinityId", affinity())
        .put("vmSize", vmSize)
        .put("ipAddress", "10.0.0.4")
        .put("totalTasksRun", run)
        .put("totalTasksSucceeded", succeeded)
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
