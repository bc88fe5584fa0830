package dev.mayfly.worker.batch;

import static dev.mayfly.worker.batch.RestConnection.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.workflows.fleet.Pool.Elevation;
import dev.mayfly.workflows.id.TaskRef;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests by plain REST. The reasons for what is sent are beside the same in VendorRequests. */
final class RestRequests implements BatchRequests {

  private final RestConnection batch;
  private final RestPools pools;

  RestRequests(RestConnection batch) {
    this.batch = batch;
    this.pools = new RestPools(batch);
  }

  @Override
  public Optional<Refusal> refusal(RuntimeException e) {
    return e instanceof RestRefusedException refused
        ? Optional.of(refused.refusal())
        : Optional.empty();
  }

  @Override
  public Job job(String id) {
    return job(batch.get("id,state,poolInfo", "jobs", id));
  }

  private static Job job(JsonNode job) {
    return new Job(
        job.path("id").asText(),
        job.path("state").asText().toLowerCase(Locale.ROOT),
        job.at("/poolInfo/poolId").textValue());
  }

  @Override
  public void addJob(String id, String pool) {
    ObjectNode job = object().put("id", id);
    job.putObject("poolInfo").put("poolId", pool);
    batch.post(job.put("onAllTasksComplete", "noaction"), "jobs");
  }

  @Override
  public List<Job> jobs(String prefix) {
    Map<String, String> query =
        Map.of("$filter", "startswith(id,'" + prefix + "')", "$select", JOB_FIELDS);
    return batch.list(query, RestRequests::job, "jobs");
  }

  @Override
  public void addTask(TaskRef task, TaskSpec spec, Limits limits) {
    ObjectNode body = object().put("id", task.task().toString()).put("commandLine", "");
    body.set("containerSettings", container(spec));
    ArrayNode environment = body.putArray("environmentSettings");
    spec.environment()
        .forEach((name, value) -> environment.addObject().put("name", name).put("value", value));
    body.set("constraints", constraints(limits));
    body.putObject("userIdentity").set("autoUser", autoUser(spec.elevation()));
    batch.post(body, "jobs", task.batchJob().toString(), "tasks");
  }

  private static ObjectNode container(TaskSpec spec) {
    ObjectNode container = object().put("imageName", spec.image());
    container.putArray("containerHostBatchBindMounts");
    if (!spec.runOptions().isEmpty()) {
      container.put("containerRunOptions", spec.runOptions());
    }
    return container.put("workingDirectory", "containerImageDefault");
  }

  private static ObjectNode autoUser(Elevation elevation) {
    return switch (elevation) {
      case ADMIN -> object().put("scope", "pool").put("elevationLevel", "admin");
      case NONADMIN -> object().put("scope", "task").put("elevationLevel", "nonadmin");
    };
  }

  private static ObjectNode constraints(Limits limits) {
    return object()
        .put("maxTaskRetryCount", 0)
        .put("retentionTime", limits.retention().toString())
        .put("maxWallClockTime", limits.maxWallClock().toString());
  }

  @Override
  public void limitTask(TaskRef task, Limits limits) {
    ObjectNode body = object();
    body.set("constraints", constraints(limits));
    batch.put(body, path(task));
  }

  @Override
  public TaskSnapshot task(TaskRef task) {
    return snapshot(batch.get(TASK_FIELDS, path(task)));
  }

  @Override
  public List<TaskSnapshot> tasks(String job) {
    return batch.list(Map.of("$select", TASK_FIELDS), RestRequests::snapshot, "jobs", job, "tasks");
  }

  private static TaskSnapshot snapshot(JsonNode task) {
    JsonNode run = task.path("executionInfo");
    return TaskSnapshot.of(
        task.path("id").asText(),
        task.path("state").asText(),
        instant(task.path("creationTime").textValue()),
        instant(run.path("startTime").textValue()),
        instant(run.path("endTime").textValue()),
        task.at("/nodeInfo/nodeId").textValue(),
        run.hasNonNull("exitCode") ? run.get("exitCode").intValue() : null,
        run.hasNonNull("failureInfo") ? fault(run.get("failureInfo")) : null,
        run.path("requeueCount").intValue());
  }

  static Fault fault(JsonNode told) {
    return new Fault(told.path("code").textValue(), told.path("message").textValue());
  }

  // In milliseconds, as the vendor's client has it: a life compares the starts of a task, which
  // workers with either client may have seen.
  private static @Nullable Instant instant(@Nullable String time) {
    return time == null ? null : Instant.parse(time).truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public void endTask(TaskRef task) {
    batch.post(
        null, "jobs", task.batchJob().toString(), "tasks", task.task().toString(), "terminate");
  }

  @Override
  public void deleteTask(TaskRef task) {
    batch.delete(path(task));
  }

  private static String[] path(TaskRef task) {
    return new String[] {"jobs", task.batchJob().toString(), "tasks", task.task().toString()};
  }

  @Override
  public PoolRequests pools() {
    return pools;
  }

  @Override
  public void close() {
    batch.close();
  }
}
