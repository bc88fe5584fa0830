package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Batch's rules: each method refuses, with Batch's own error, what a body may not say or a state
 * does not allow. The sizes that a pool may have are {@link PoolSize}'s rules.
 */
final class BatchRules {

  private static final int MOST_AT_ONCE = 100;
  private static final int MOST_PRIORITY = 1000;

  private BatchRules() {}

  /** Returns the id that a job, task or pool is given. */
  static String id(ObjectNode body) {
    String id = Json.text(body, "id");
    // Rule batch-ids.
    if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
      throw BatchError.invalid("id", "1 to 64 letters, digits, - and _ are expected");
    }
    return id;
  }

  static void checkPriority(ObjectNode job) {
    if (Math.abs(job.path("priority").asInt()) > MOST_PRIORITY) {
      throw new BatchError(
          400, "OutOfRangePriority", "The specified priority is out of the permissible range.");
    }
  }

  static void requirePool(ObjectNode job) {
    ObjectNode poolInfo = (ObjectNode) job.get("poolInfo");
    if (!poolInfo.path("autoPoolSpecification").isObject()) {
      String unused = Json.text(poolInfo, "poolId");
    }
  }

  /** Checks that a job is in one of these states. */
  static void allow(JobEntry job, String... states) {
    if (!Set.of(states).contains(job.states.state())) {
      throw job.refusal();
    }
  }

  static void checkTask(ObjectNode body) {
    Json.text(body, "commandLine");
    if (body.get("containerSettings") instanceof ObjectNode container) {
      Json.text(container, "imageName");
      checkMounts(container.path("containerHostBatchBindMounts"));
      checkWorkingDirectory(container);
    }
    for (JsonNode setting : body.path("environmentSettings")) {
      if (!setting.path("name").isTextual()) {
        throw BatchError.missing("environmentSettings.name");
      }
    }
  }

  private static void checkMounts(JsonNode mounts) {
    Set<String> sources = new HashSet<>();
    for (JsonNode mount : mounts) {
      if (!sources.add(mount.path("source").asText().toLowerCase(Locale.ROOT))) {
        throw BatchError.invalid("containerHostBatchBindMounts", "a source is there twice");
      }
    }
  }

  // Azure's documentation, "Batch container isolation task", the note under "Run a container
  // isolation task". It does not say what comes of another one: that it is refused is a guess. Rule
  // batch-working-directory.
  private static void checkWorkingDirectory(ObjectNode container) {
    JsonNode mounts = container.path("containerHostBatchBindMounts");
    boolean isThere =
        !mounts.isArray()
            || mounts.findValuesAsText("source").stream().anyMatch("task"::equalsIgnoreCase);
    if (!isThere
        && !container.path("workingDirectory").asText().equalsIgnoreCase("containerImageDefault")) {
      throw BatchError.invalid(
          "workingDirectory",
          "containerImageDefault is expected where the task's directory is not mounted");
    }
  }

  // Azure's documentation, "Run container applications on Azure Batch", "Container settings for the
  // task". It does not say what comes of another one: that it is refused is a guess. Rule
  // batch-elevation-windows.
  static void checkElevation(ObjectNode task, PoolEntry pool) {
    JsonNode elevation = task.at("/userIdentity/autoUser/elevationLevel");
    if (pool.isWindows()
        && task.has("containerSettings")
        && !elevation.asText().equalsIgnoreCase("admin")) {
      throw BatchError.invalid(
          "userIdentity.autoUser.elevationLevel",
          "admin is expected for a container on a Windows node");
    }
  }

  static void refuseCompleted(TaskEntry task) {
    if (task.states.is("completed")) {
      throw new BatchError(
          409, "TaskCompleted", "The specified task is already in a completed state.");
    }
  }

  /** Checks that a task may run again: its job is active, and it has failed. */
  static void checkReactivation(TaskEntry task) {
    allow(task.job, "active");
    if (!task.states.is("completed") || !task.failed()) {
      throw new BatchError(
          409,
          "OperationInvalidForCurrentState",
          "Only a task that has failed can be reactivated.");
    }
  }

  static void refuseAutoscaled(PoolEntry pool) {
    if (pool.autoscale().isPresent()) {
      // Of a resize its status is published, its code is not; of a removal neither
      // (Azure/BatchExplorer #2082).
      throw new BatchError(
          409,
          "OperationInvalidForCurrentState",
          "The specified pool scales automatically and cannot be resized.");
    }
  }

  /**
   * Returns a list that may not have more than 100 entries. Rule batch-hundred-at-once.
   *
   * @param excess the refusal of a longer one.
   */
  static ArrayNode atMostAHundred(ObjectNode body, String property, String excess) {
    if (!(body.get(property) instanceof ArrayNode list)) {
      throw BatchError.missing(property);
    }
    if (list.size() > MOST_AT_ONCE) {
      throw BatchError.invalid(property, excess);
    }
    return list;
  }
}
