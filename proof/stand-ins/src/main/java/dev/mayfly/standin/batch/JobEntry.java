package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job with its tasks. Guarded by its account's lock. */
final class JobEntry {

  private static final List<String> PATCHABLE =
      List.of(
          "priority",
          "maxParallelTasks",
          "allowTaskPreemption",
          "onAllTasksComplete",
          "constraints",
          "poolInfo",
          "networkConfiguration",
          "metadata");

  final String id;
  final States states;
  private final InstantSource clock;
  private final Map<String, TaskEntry> tasks = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final ObjectNode settings;
  private final String autoPoolId;
  private @Nullable Instant ended;
  private @Nullable String terminateReason;

  JobEntry(String id, InstantSource clock, ObjectNode settings) {
    this.id = id;
    this.clock = clock;
    this.states = new States(clock, "active");
    this.settings = defaults().setAll(settings);
    this.autoPoolId =
        this.settings.at("/poolInfo/autoPoolSpecification/autoPoolIdPrefix").asText()
            + "_"
            + UUID.randomUUID();
    fillConstraints();
  }

  private static ObjectNode defaults() {
    return Json.object()
        .put("priority", 0)
        .put("maxParallelTasks", -1)
        .put("allowTaskPreemption", false)
        .put("usesTaskDependencies", false)
        .put("onAllTasksComplete", "noaction")
        .put("onTaskFailure", "noaction");
  }

  private void fillConstraints() {
    ObjectNode constraints =
        Json.object().put("maxWallClockTime", Json.FOREVER).put("maxTaskRetryCount", 0);
    if (settings.get("constraints") instanceof ObjectNode given) {
      constraints.setAll(given);
    }
    settings.set("constraints", constraints);
  }

  Map<String, TaskEntry> tasks() {
    return tasks;
  }

  InstantSource clock() {
    return clock;
  }

  /** The pool that is to be made for this job alone, if it is to be. */
  Optional<ObjectNode> autoPool() {
    JsonNode pool = settings.path("poolInfo").path("autoPoolSpecification").path("pool");
    return pool instanceof ObjectNode body ? Optional.of(body) : Optional.empty();
  }

  String poolId() {
    JsonNode info = settings.path("poolInfo");
    return info.path("poolId").asText(autoPoolId);
  }

  int maxTaskRetryCount() {
    return settings.path("constraints").path("maxTaskRetryCount").asInt();
  }

  /** From now, until it is ended for its age; not positive once that has passed. */
  Duration mayStillLive() {
    String text = settings.path("constraints").path("maxWallClockTime").asText();
    try {
      Duration lived = Duration.between(states.created(), clock.instant());
      return Duration.parse(text).minus(lived);
    } catch (DateTimeParseException e) {
      throw BatchError.invalid("constraints.maxWallClockTime", "not a duration: " + text);
    }
  }

  boolean endsWithItsTasks() {
    return settings.path("onAllTasksComplete").asText().equalsIgnoreCase("terminatejob")
        && states.is("active")
        && tasks.values().stream().allMatch(task -> task.states.is("completed"));
  }

  /**
   * @param whole resets what the body does not mention, as PUT does.
   */
  void change(ObjectNode body, boolean whole) {
    ObjectNode defaults = defaults();
    for (String property : PATCHABLE) {
      if (body.has(property)) {
        settings.set(property, body.get(property));
      } else if (whole && defaults.has(property)) {
        settings.set(property, defaults.get(property));
      } else if (whole && !property.equals("poolInfo")) {
        settings.remove(property);
      }
    }
    fillConstraints();
    states.touch();
  }

  void terminating(String reason) {
    terminateReason = reason;
    states.move("terminating");
  }

  void completed() {
    ended = clock.instant();
    states.replace("completed");
  }

  /**
   * The refusal that fits the state, for an operation that it does not allow. Rule
   * batch-job-refused.
   */
  BatchError refusal() {
    return switch (states.state()) {
      case "completed" -> error("JobCompleted", "is already in a completed state");
      case "terminating" -> error("JobBeingTerminated", "is being terminated");
      case "deleting" ->
          error("JobBeingDeleted", "has been marked for deletion and is being garbage collected");
      case "disabled", "disabling" -> error("JobDisabled", "is disabled");
      default -> error("OperationInvalidForCurrentState", "is in a state that forbids this");
    };
  }

  private static BatchError error(String code, String predicate) {
    return new BatchError(409, code, "The specified job " + predicate + ".");
  }

  ObjectNode body(String baseUrl) {
    ObjectNode body = Json.object().put("id", id).put("url", baseUrl + "/jobs/" + id);
    states.write(body);
    settings.properties().stream()
        .filter(setting -> !setting.getKey().equals("id"))
        .forEach(setting -> body.set(setting.getKey(), setting.getValue()));
    ObjectNode execution = body.putObject("executionInfo");
    execution.put("startTime", Json.time(states.created()));
    if (ended != null) {
      execution.put("endTime", Json.time(ended));
    }
    execution.put("poolId", poolId());
    if (terminateReason != null) {
      execution.put("terminateReason", terminateReason);
    }
    return body;
  }

  Collection<TaskEntry> entries() {
    return List.copyOf(tasks.values());
  }
}
