package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.forge.webhook.Deliveries;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs, jobs, runners and events as GitHub writes them. */
final class GitHubJson {

  static final String SHA = "3484a3fb816e0859fd6e1cea078d76385ff50625";
  private static final String BRANCH = "main";

  private final Addresses addresses;
  private final AccountJson accounts;

  GitHubJson(Addresses addresses) {
    this.addresses = addresses;
    this.accounts = new AccountJson(addresses);
  }

  /** A {@code workflow_job} event. */
  ObjectNode jobEvent(String action, WorkflowJob job) {
    WorkflowRun.Repository repository = job.run.repository;
    ObjectNode event = object().put("action", action);
    event.set("workflow_job", job(job));
    event.set("repository", accounts.repository(repository));
    if (repository.organization() != null) {
      event.set("organization", accounts.organization(repository.organization()));
    }
    event.set("sender", accounts.user("octocat", "User"));
    return event;
  }

  ObjectNode job(WorkflowJob job) {
    WorkflowRun run = job.run;
    String repository = addresses.apiUrl() + "/repos/" + run.repository.fullName();
    ObjectNode json = object();
    json.put("id", job.id)
        .put("run_id", run.id)
        .put("workflow_name", run.workflow.name())
        .put("head_branch", BRANCH)
        .put("run_url", repository + "/actions/runs/" + run.id)
        .put("run_attempt", job.attempt)
        .put("node_id", "CR_kwDO" + Long.toString(job.id, 36))
        .put("head_sha", SHA)
        .put("url", repository + "/actions/jobs/" + job.id)
        .put("html_url", page(run) + "/job/" + job.id)
        .put("status", job.status)
        .put("conclusion", job.conclusion)
        .put("created_at", time(job.created))
        .put("started_at", time(job.started == null ? job.created : job.started))
        .put("completed_at", job.completed == null ? null : time(job.completed))
        .put("name", job.plan.name());
    ArrayNode steps = json.putArray("steps");
    job.steps.stream().filter(step -> step.completed != null).forEach(s -> steps.add(step(s)));
    json.put("check_run_url", repository + "/check-runs/" + job.id);
    job.plan.labels().forEach(json.putArray("labels")::add);
    Runner runner = job.started == null ? null : job.runner;
    return json.put("runner_id", runner == null ? null : (Long) runner.id)
        .put("runner_name", runner == null ? null : runner.name)
        .put("runner_group_id", runner == null ? null : (Long) runner.groupId)
        .put("runner_group_name", runner == null ? null : RunnerGroups.name(runner.groupId));
  }

  private static ObjectNode step(WorkflowJob.Step step) {
    return object()
        .put("name", step.plan.name())
        .put("status", "completed")
        .put("conclusion", step.conclusion)
        .put("number", step.number)
        .put("started_at", time(step.started))
        .put("completed_at", time(step.completed));
  }

  ObjectNode run(WorkflowRun run) {
    String url =
        addresses.apiUrl() + "/repos/" + run.repository.fullName() + "/actions/runs/" + run.id;
    ObjectNode json = object();
    json.put("id", run.id)
        .put("name", run.workflow.name())
        .put("node_id", "WFR_kwLO" + Long.toString(run.id, 36))
        .put("head_branch", BRANCH)
        .put("head_sha", SHA)
        .put("path", ".github/workflows/ci.yml")
        .put("display_title", run.workflow.name())
        .put("run_number", run.id % 100_000)
        .put("event", "push")
        .put("status", run.status())
        .put("conclusion", run.conclusion())
        .put("workflow_id", AccountJson.id(run.workflow.name()))
        .put("url", url)
        .put("html_url", page(run))
        .put("created_at", time(run.created))
        .put("updated_at", time(run.updated()))
        .put("run_attempt", run.attempt)
        .put("run_started_at", time(run.created))
        .put("jobs_url", url + "/jobs")
        .put("logs_url", url + "/logs")
        .put("check_suite_url", addresses.apiUrl() + "/check-suites/" + run.id)
        .put("artifacts_url", url + "/artifacts")
        .put("cancel_url", url + "/cancel")
        .put("rerun_url", url + "/rerun")
        .put(
            "workflow_url",
            addresses.apiUrl() + "/workflows/" + AccountJson.id(run.workflow.name()));
    json.putArray("pull_requests");
    json.set("head_commit", commit(run));
    json.set("repository", accounts.repository(run.repository));
    json.set("head_repository", accounts.repository(run.repository));
    return json;
  }

  private static ObjectNode commit(WorkflowRun run) {
    ObjectNode author = object().put("name", "Octo Cat").put("email", "octocat@github.com");
    ObjectNode commit = object();
    commit
        .put("id", SHA)
        .put("tree_id", SHA)
        .put("message", run.workflow.name())
        .put("timestamp", time(run.created));
    commit.set("author", author);
    commit.set("committer", author.deepCopy());
    return commit;
  }

  ObjectNode runner(Runner runner, boolean online) {
    ObjectNode json = object();
    json.put("id", runner.id)
        .put("name", runner.name)
        .put("os", "linux")
        .put("status", online ? "online" : "offline")
        .put("busy", runner.isBusy())
        .put("ephemeral", runner.ephemeral)
        .put("runner_group_id", runner.groupId)
        .put("version", runner.version);
    ArrayNode labels = json.putArray("labels");
    for (String label : runner.labels) {
      labels
          .addObject()
          .put("id", labels.size() + 1)
          .put("name", label)
          .put("type", isDefault(label) ? "read-only" : "custom");
    }
    return json;
  }

  private static boolean isDefault(String label) {
    return List.of("self-hosted", "linux", "x64").contains(label.toLowerCase(Locale.ROOT));
  }

  /** A {@code ping} event, which a new hook begins with. */
  ObjectNode ping(String organization, ObjectNode hook) {
    ObjectNode event = object();
    event.put("zen", "Anything added dilutes everything else.").put("hook_id", Deliveries.HOOK_ID);
    event.set("hook", hook);
    event.set("organization", accounts.organization(organization));
    event.set("sender", accounts.user("octocat", "User"));
    return event;
  }

  ObjectNode hook(String scopePath, String target) {
    String url = addresses.apiUrl() + "/" + scopePath + "/hooks/" + Deliveries.HOOK_ID;
    ObjectNode hook = object();
    boolean ofRepository = scopePath.startsWith("repos/");
    hook.put("type", ofRepository ? "Repository" : "Organization")
        .put("id", Deliveries.HOOK_ID)
        .put("name", "web")
        .put("active", true);
    hook.putArray("events").add("workflow_job");
    hook.putObject("config")
        .put("content_type", "json")
        .put("insecure_ssl", "0")
        .put("secret", "********")
        .put("url", target);
    if (ofRepository) {
      hook.put("test_url", url + "/tests");
      hook.putObject("last_response").putNull("code").put("status", "unused").putNull("message");
    }
    return hook.put("updated_at", "2020-12-06T00:30:50Z")
        .put("created_at", "2020-12-06T00:30:50Z")
        .put("url", url)
        .put("ping_url", url + "/pings")
        .put("deliveries_url", url + "/deliveries");
  }

  static String time(@Nullable Instant time) {
    return (time == null ? Instant.EPOCH : time).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private String page(WorkflowRun run) {
    return addresses.webUrl() + "/" + run.repository.fullName() + "/actions/runs/" + run.id;
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
