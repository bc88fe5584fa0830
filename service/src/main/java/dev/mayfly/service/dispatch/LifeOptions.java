package dev.mayfly.service.dispatch;

import static io.temporal.api.enums.v1.WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING;

import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
import dev.mayfly.workflows.temporal.Markdown;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;

/**
 * The options of a life's start, and its texts in the Web UI before it has published its own. Its
 * search attributes come with its first workflow task (ADR 20).
 */
final class LifeOptions {

  // A fuse only, behind GitHub's longest run of 35 days ("Usage limits"). Rule gh-run-35-days.
  private static final Duration FUSE = Duration.ofDays(40);

  private LifeOptions() {}

  static WorkflowOptions of(Start start, String taskQueue, WorkflowIdReusePolicy reuse) {
    return WorkflowOptions.newBuilder()
        .setWorkflowId(start.life().toString())
        .setTaskQueue(taskQueue)
        .setWorkflowIdConflictPolicy(WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
        .setWorkflowIdReusePolicy(reuse)
        .setWorkflowExecutionTimeout(FUSE)
        .setWorkflowTaskTimeout(RunnerWorkflow.TASK_TIMEOUT)
        .setStaticSummary(summary(start))
        .setStaticDetails(details(start))
        .build();
  }

  private static String summary(Start start) {
    JobRef job = start.request().job();
    String name = job.workflow() == null ? job.name() : job.workflow() + " / " + job.name();
    return Markdown.escape(job.repository())
        + " · "
        + Markdown.escape(name)
        + " · "
        + Markdown.escape(String.join(", ", start.request().labels()));
  }

  /** Repository and labels are in the summary above it, the run in the job's address. */
  private static String details(Start start) {
    JobRef job = start.request().job();
    String name = job.name() + " (" + job.id() + ")";
    return item("Job", job.url() == null ? Markdown.escape(name) : Markdown.link(name, job.url()))
        + (job.url() == null ? item("Run", String.valueOf(job.runId())) : "")
        + item("Pool", Markdown.escape(start.request().pool()));
  }

  private static String item(String name, String value) {
    return "- **" + name + "**: " + value + "\n";
  }
}
