package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Runs, jobs, runners and events as Gitea 1.26 writes them: close to GitHub, but what is not known
 * yet is left out, and a time that has not come is 1970.
 */
final class GiteaJson {

  private static final String SHA = "3484a3fb816e0859fd6e1cea078d76385ff50625";

  private final Addresses addresses;

  GiteaJson(Addresses addresses) {
    this.addresses = addresses;
  }

  /** A {@code workflow_job} event. */
  ObjectNode jobEvent(String action, WorkflowJob job) {
    ObjectNode event = GitHubJson.object().put("action", action);
    event.set("workflow_job", job(job));
    String organization = job.run.repository.organization();
    if (organization != null) {
      event.set("organization", organization(organization));
    }
    event.set("repository", repository(job.run.repository));
    event.set("sender", user("octocat"));
    return event;
  }

  ObjectNode job(WorkflowJob job) {
    WorkflowRun run = job.run;
    ObjectNode json = GitHubJson.object();
    json.put("id", job.id)
        .put("url", api(run.repository) + "/actions/jobs/" + job.id)
        .put("html_url", page(run) + "/jobs/" + job.id)
        .put("run_id", run.id)
        .put("run_url", api(run.repository) + "/actions/runs/" + run.id)
        .put("name", job.plan.name());
    job.plan.labels().forEach(json.putArray("labels")::add);
    json.put("run_attempt", attempt(job))
        .put("head_sha", SHA)
        .put("head_branch", "main")
        .put("status", job.status);
    if (job.conclusion != null) {
      json.put("conclusion", job.conclusion);
    }
    Runner runner = job.started == null ? null : job.runner;
    if (runner != null) {
      json.put("runner_id", runner.id).put("runner_name", runner.name);
    }
    ArrayNode steps = json.putArray("steps");
    job.steps.stream().filter(step -> step.completed != null).forEach(s -> steps.add(step(s)));
    return json.put("created_at", GitHubJson.time(job.created))
        .put("started_at", time(job.started))
        .put("completed_at", time(job.completed));
  }

  /** Returns how often a runner has begun it: 0 while it waits for the first. */
  private static int attempt(WorkflowJob job) {
    return job.started == null ? job.attempt - 1 : job.attempt;
  }

  private static ObjectNode step(WorkflowJob.Step step) {
    return GitHubJson.object()
        .put("name", step.plan.name())
        .put("number", step.number - 1)
        .put("status", "completed")
        .put("conclusion", step.conclusion)
        .put("started_at", time(step.started))
        .put("completed_at", time(step.completed));
  }

  ObjectNode run(WorkflowRun run) {
    ObjectNode json = GitHubJson.object();
    json.put("id", run.id)
        .put("url", api(run.repository) + "/actions/runs/" + run.id)
        .put("html_url", page(run))
        .put("display_title", run.workflow.name())
        .put("path", "ci.yml@refs/heads/main")
        .put("event", "push")
        .put("run_attempt", run.attempt)
        .put("run_number", run.id)
        .put("head_sha", SHA)
        .put("head_branch", "main")
        .put("status", run.status())
        .put("started_at", time(run.created))
        .put("completed_at", time(run.isOver() ? run.updated() : null));
    if (run.conclusion() != null) {
      json.put("conclusion", run.conclusion());
    }
    json.set("repository", repository(run.repository));
    return json;
  }

  ObjectNode runner(Runner runner, boolean online) {
    ObjectNode json =
        GitHubJson.object()
            .put("id", runner.id)
            .put("name", runner.name)
            .put("status", online ? "online" : "offline")
            .put("busy", runner.isBusy())
            .put("disabled", runner.disabled)
            .put("ephemeral", runner.ephemeral);
    ArrayNode labels = json.putArray("labels");
    for (String label : runner.labels) {
      int index = labels.size();
      labels.addObject().put("id", index).put("name", label).put("type", "custom");
    }
    return json;
  }

  ObjectNode repository(HostedRepositories.Known one) {
    return repository(one.repository())
        .put("archived", one.archived())
        .put("updated_at", GitHubJson.time(one.pushed()));
  }

  private ObjectNode repository(WorkflowRun.Repository repository) {
    ObjectNode json = GitHubJson.object().put("id", AccountJson.id(repository.fullName()) % 10_000);
    json.set("owner", user(repository.owner()));
    String page = addresses.webUrl() + "/" + repository.fullName();
    return json.put("name", repository.name())
        .put("full_name", repository.fullName())
        .put("description", "")
        .put("empty", false)
        .put("private", true)
        .put("fork", false)
        .put("html_url", page)
        .put("url", api(repository))
        .put("clone_url", page + ".git")
        .put("default_branch", "main")
        .put("archived", false)
        .put("has_actions", true)
        .put("archived_at", time(null));
  }

  /** Without {@code login}, which its users have. */
  private ObjectNode organization(String name) {
    return account(name, "")
        .put("name", name)
        .put("description", "")
        .put("website", "")
        .put("location", "")
        .put("visibility", "public");
  }

  /** Without {@code type}: it may be an organization just as well. */
  private ObjectNode user(String login) {
    return account(login, login + "@noreply.example.com")
        .put("login", login)
        .put("login_name", "")
        .put("html_url", addresses.webUrl() + "/" + login);
  }

  private ObjectNode account(String name, String email) {
    return GitHubJson.object()
        .put("id", AccountJson.id(name) % 10_000)
        .put("username", name)
        .put("full_name", "")
        .put("email", email)
        .put("avatar_url", addresses.webUrl() + "/avatars/" + name);
  }

  ObjectNode hook(String target) {
    ObjectNode hook =
        GitHubJson.object()
            .put("id", GiteaResource.HOOK_ID)
            .put("type", "gitea")
            .put("branch_filter", "*")
            .put("active", true)
            .put("authorization_header", "");
    hook.putObject("config").put("content_type", "json").put("url", target);
    hook.putArray("events").add("workflow_job");
    return hook.put("updated_at", "2020-12-06T00:30:50Z").put("created_at", "2020-12-06T00:30:50Z");
  }

  private static String time(@Nullable Instant time) {
    return GitHubJson.time(time);
  }

  private String api(WorkflowRun.Repository repository) {
    return addresses.apiUrl() + "/repos/" + repository.fullName();
  }

  private String page(WorkflowRun run) {
    return addresses.webUrl() + "/" + run.repository.fullName() + "/actions/runs/" + run.id;
  }
}
