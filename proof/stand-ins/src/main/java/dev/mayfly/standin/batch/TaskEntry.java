package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.node.ContainerOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A task and what became of its runs. Guarded by its account's lock. */
final class TaskEntry {

  final String id;
  final JobEntry job;
  final States states;
  private final InstantSource clock;
  private final ObjectNode settings;
  private @Nullable TaskRun run;
  private @Nullable Instant started;
  private @Nullable Instant ended;
  private @Nullable Integer exitCode;
  private @Nullable ObjectNode failure;
  private @Nullable String containerError;
  private int retries;
  private @Nullable Instant lastRetry;
  private int requeues;
  private @Nullable Instant lastRequeue;

  TaskEntry(String id, JobEntry job, ObjectNode settings) {
    this.id = id;
    this.job = job;
    this.clock = job.clock();
    this.states = new States(clock, "active");
    this.settings = settings.deepCopy();
    fill("constraints", constraints());
    if (!this.settings.has("requiredSlots")) {
      this.settings.put("requiredSlots", 1);
    }
    if (!this.settings.has("userIdentity")) {
      this.settings
          .putObject("userIdentity")
          .putObject("autoUser")
          .put("scope", "pool")
          .put("elevationLevel", "nonadmin");
    }
    maxWallClock();
  }

  private ObjectNode constraints() {
    return Json.object()
        .put("maxWallClockTime", Json.FOREVER)
        .put("retentionTime", "P7D")
        .put("maxTaskRetryCount", job.maxTaskRetryCount());
  }

  private void fill(String property, ObjectNode defaults) {
    if (settings.get(property) instanceof ObjectNode given) {
      defaults.setAll(given);
    }
    settings.set(property, defaults);
  }

  /** The container's image; empty for a task that asks for none. */
  String image() {
    return settings.path("containerSettings").path("imageName").asText("");
  }

  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    for (JsonNode setting : settings.path("environmentSettings")) {
      environment.put(setting.path("name").asText(), setting.path("value").asText(""));
    }
    return environment;
  }

  /** Returns what it asks of its node. */
  ContainerOrder order(Path directory, Map<String, String> variables) {
    JsonNode container = settings.path("containerSettings");
    JsonNode mounts = container.path("containerHostBatchBindMounts");
    String options = container.path("containerRunOptions").asText("").strip();
    return new ContainerOrder(
        directory.getFileName().toString(),
        image(),
        directory,
        variables,
        settings.at("/userIdentity/autoUser/elevationLevel").asText().equalsIgnoreCase("admin"),
        mounts.isArray() && mounts.isEmpty(),
        container.path("workingDirectory").asText().equalsIgnoreCase("containerImageDefault"),
        options.isEmpty() ? List.of() : List.of(options.split("\\s+")));
  }

  Duration maxWallClock() {
    String text = settings.path("constraints").path("maxWallClockTime").asText();
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw BatchError.invalid("constraints.maxWallClockTime", "not a duration: " + text);
    }
  }

  /** Until its limit, from now; not positive once that has passed. */
  Duration mayStillRun() {
    Duration limit = maxWallClock();
    return started == null ? limit : limit.minus(Duration.between(started, clock.instant()));
  }

  void constrain(ObjectNode body) {
    settings.remove("constraints");
    if (body.get("constraints") instanceof ObjectNode given) {
      settings.set("constraints", given);
    }
    fill("constraints", constraints());
    states.touch();
  }

  Optional<TaskRun> run() {
    return Optional.ofNullable(run);
  }

  /** Returns whether it has a slot. */
  boolean isOnNode() {
    return states.is("running") || states.is("preparing");
  }

  boolean has(TaskRun candidate) {
    return run == candidate;
  }

  void preparing(TaskRun onNode) {
    run = onNode;
    states.move("preparing");
  }

  void running() {
    started = clock.instant();
    states.move("running");
  }

  /** Ends it; an absent exit code means that no process came to an end. */
  void completed(@Nullable Integer code, @Nullable ObjectNode why) {
    ended = clock.instant();
    exitCode = code;
    failure = why;
    states.move("completed");
  }

  void imageMissing(ObjectNode why, String error) {
    containerError = error;
    started = clock.instant();
    completed(null, why);
  }

  /** Back in the queue, as if it had never run: on a preempted node without being counted. */
  void requeued(boolean onRequest) {
    run = null;
    started = null;
    states.move("active");
    if (onRequest) {
      requeues++;
      lastRequeue = clock.instant();
    }
  }

  /** Returns whether it is to run again after it failed; a retry count of -1 is without an end. */
  boolean mayRetry() {
    int most = settings.path("constraints").path("maxTaskRetryCount").asInt();
    return job.states.is("active") && (most < 0 || retries < most);
  }

  /** Back in the queue, because it failed. */
  void retried() {
    requeued(false);
    retries++;
    lastRetry = clock.instant();
  }

  /** Back in the queue on somebody's request after it failed, as if it had never run. */
  void reactivated() {
    ended = null;
    exitCode = null;
    failure = null;
    containerError = null;
    retries = 0;
    lastRetry = null;
    requeued(false);
    states.touch();
  }

  /** Nothing that was begun for it may go on. */
  void removed() {
    run = null;
  }

  boolean failed() {
    return failure != null;
  }

  @Nullable Integer exitCode() {
    return exitCode;
  }

  ObjectNode body(String baseUrl) {
    ObjectNode body =
        Json.object().put("id", id).put("url", baseUrl + "/jobs/" + job.id + "/tasks/" + id);
    states.write(body);
    settings.properties().stream()
        .filter(setting -> !setting.getKey().equals("id"))
        .forEach(setting -> body.set(setting.getKey(), setting.getValue()));
    body.set("executionInfo", execution());
    if (run != null) {
      body.set("nodeInfo", run.node().body(baseUrl, job.poolId(), job.id, id));
    }
    return body;
  }

  private ObjectNode execution() {
    ObjectNode execution = Json.object();
    put(execution, "startTime", started);
    put(execution, "endTime", ended);
    if (exitCode != null) {
      execution.put("exitCode", exitCode);
    }
    if (run != null && settings.has("containerSettings")) {
      execution.set("containerInfo", container(run));
    }
    if (states.is("completed")) {
      execution.put("result", failure == null ? "success" : "failure");
    }
    if (failure != null) {
      execution.set("failureInfo", failure);
    }
    execution.put("retryCount", retries).put("requeueCount", requeues);
    put(execution, "lastRetryTime", lastRetry);
    put(execution, "lastRequeueTime", lastRequeue);
    return execution;
  }

  private ObjectNode container(TaskRun on) {
    ObjectNode container = Json.object();
    if (containerError != null) {
      return container.put("error", containerError);
    }
    return container
        .put("containerId", on.containerId())
        .put("state", states.is("completed") ? "exited" : "running");
  }

  private static void put(ObjectNode body, String property, @Nullable Instant time) {
    if (time != null) {
      body.put(property, Json.time(time));
    }
  }
}
