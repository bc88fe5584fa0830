package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Agent pools, agents, builds and timelines as Azure DevOps writes them; nulls where it has them.
 */
final class AzureDevOpsJson {

  private static final String VERSION = "4.255.0";

  private final Addresses addresses;

  AzureDevOpsJson(Addresses addresses) {
    this.addresses = addresses;
  }

  static ObjectNode list(List<ObjectNode> items) {
    ObjectNode list = GitHubJson.object().put("count", items.size());
    list.putArray("value").addAll(items);
    return list;
  }

  ObjectNode pool(int size) {
    return GitHubJson.object()
        .put("createdOn", "2026-01-02T03:04:05.06Z")
        .put("autoProvision", false)
        .put("autoUpdate", true)
        .put("autoSize", true)
        .putNull("targetSize")
        .putNull("agentCloudId")
        .put("id", AzureDevOps.AGENT_POOL_ID)
        .put("scope", AzureDevOps.guid("scope"))
        .put("name", AzureDevOps.AGENT_POOL)
        .put("isHosted", false)
        .put("poolType", "automation")
        .put("size", size)
        .put("isLegacy", false)
        .put("options", "none");
  }

  /**
   * @param work with what it does now.
   * @param last with what it did last.
   */
  ObjectNode agent(Runner runner, boolean online, boolean work, boolean last) {
    ObjectNode agent = GitHubJson.object();
    String self =
        addresses.apiUrl()
            + "/_apis/distributedtask/pools/"
            + AzureDevOps.AGENT_POOL_ID
            + "/agents/"
            + runner.id;
    agent.putObject("_links").putObject("self").put("href", self);
    agent
        .put("maxParallelism", 1)
        .put("createdOn", "2026-01-02T03:04:05.06Z")
        .put("id", runner.id)
        .put("name", runner.name)
        .put("version", VERSION)
        .put("osDescription", "Linux 6.8.0-1021-azure")
        .put("enabled", !runner.disabled)
        .put("status", online ? "online" : "offline")
        .put("provisioningState", "Provisioned")
        .put("accessPoint", "CodexAccessMapping");
    if (work && runner.job != null) {
      agent.set("assignedRequest", request(runner.job, runner));
    } else if (work && runner.plantedBusy) {
      agent.putObject("assignedRequest").put("requestId", 1);
    }
    if (last && runner.done != null) {
      agent.set("lastCompletedRequest", request(runner.done, runner));
    }
    return agent;
  }

  private ObjectNode request(WorkflowJob job, Runner runner) {
    ObjectNode request =
        GitHubJson.object()
            .put("requestId", job.id % 1_000_000)
            .put("queueTime", time(job.created))
            .put("assignTime", time(job.given));
    if (job.started != null) {
      request.put("receiveTime", time(job.started));
    }
    if (job.completed != null) {
      request.put("finishTime", time(job.completed)).put("result", result(job.conclusion));
    }
    String plan = AzureDevOps.guid("plan " + job.run.id);
    request
        .put("serviceOwner", "00025394-6065-48ca-87d9-7f5672854ef7")
        .put("hostId", AzureDevOps.guid("host"))
        .put("scopeId", AzureDevOps.guid(job.run.repository.name()))
        .put("planType", "Build")
        .put("planId", plan)
        .put("jobId", AzureDevOps.guid("job " + job.id));
    ArrayNode demands = request.putArray("demands");
    job.plan.labels().forEach(demands::add);
    request
        .putObject("reservedAgent")
        .put("id", runner.id)
        .put("name", runner.name)
        .put("version", VERSION);
    request.putObject("owner").put("id", job.run.id).put("name", "20260102." + job.run.id);
    return request
        .put("poolId", AzureDevOps.AGENT_POOL_ID)
        .put("orchestrationId", plan + "." + identifier(job))
        .put("matchesAllAgentsInPool", false)
        .put("priority", 0);
  }

  ObjectNode build(WorkflowRun run) {
    ObjectNode build =
        GitHubJson.object()
            .put("id", run.id)
            .put("buildNumber", "20260102." + run.id)
            .put("status", run.isOver() ? "completed" : "inProgress")
            .put("queueTime", time(run.created));
    if (run.isOver()) {
      build.put("result", result(run.conclusion()));
    }
    return build;
  }

  ObjectNode timeline(WorkflowRun run) {
    ObjectNode timeline = GitHubJson.object();
    ArrayNode records = timeline.putArray("records");
    String stage = AzureDevOps.guid("stage " + run.id);
    records.add(record("Stage", stage, null, "__default", "__default"));
    for (WorkflowJob job : run.latestJobs()) {
      String phase = AzureDevOps.guid("phase " + job.id);
      String name = AzureDevOps.job(job).job().replaceFirst("\\..*", "");
      records.add(record("Phase", phase, stage, name, name));
      records.add(job(job, phase));
    }
    return timeline
        .put("id", AzureDevOps.guid("timeline " + run.id))
        .put("changeId", run.attempt)
        .put("lastChangedOn", time(run.updated()));
  }

  private static ObjectNode record(
      String type, String id, @Nullable String parent, String name, String identifier) {
    return GitHubJson.object()
        .put("id", id)
        .put("parentId", parent)
        .put("type", type)
        .put("name", name)
        .put("identifier", identifier)
        .putNull("workerName");
  }

  private static ObjectNode job(WorkflowJob job, String phase) {
    boolean taken = job.started != null && job.runner != null;
    return record("Job", AzureDevOps.guid("job " + job.id), phase, job.plan.name(), identifier(job))
        .put("startTime", taken ? time(job.started) : null)
        .put("finishTime", job.completed == null ? null : time(job.completed))
        .put("state", job.isOver() ? "completed" : taken ? "inProgress" : "pending")
        .put("result", job.isOver() ? result(job.conclusion) : null)
        .put("workerName", taken && job.runner != null ? job.runner.name : null)
        .put("attempt", job.attempt);
  }

  private static String identifier(WorkflowJob job) {
    String name = AzureDevOps.job(job).job();
    return name.contains(".") ? name : name + ".__default";
  }

  private static String result(@Nullable String conclusion) {
    return switch (String.valueOf(conclusion)) {
      case "success" -> "succeeded";
      case "failure" -> "failed";
      case "cancelled" -> "canceled";
      default -> String.valueOf(conclusion);
    };
  }

  private static String time(@Nullable Instant time) {
    return GitHubJson.time(time);
  }
}
