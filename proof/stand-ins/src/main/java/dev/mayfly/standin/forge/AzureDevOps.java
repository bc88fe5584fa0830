package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.service.dispatch.BuildJob;
import dev.mayfly.standin.forge.workflow.JobPlan;
import dev.mayfly.workflows.id.Scope;
import java.util.List;
import java.util.UUID;

/** The names that Azure DevOps has for the things of the model. */
final class AzureDevOps {

  static final String ORGANIZATION = "acme";
  static final String AGENT_POOL = "mayfly";
  static final long AGENT_POOL_ID = 5;
  static final Scope SCOPE = Scope.ofAgentPool(AGENT_POOL);

  private AzureDevOps() {}

  static BuildJob job(WorkflowJob job) {
    return new BuildJob(
        job.run.repository.name(), job.run.id, identifier(job.run, job.plan), job.attempt);
  }

  static BuildJob job(WorkflowRun run, JobPlan plan) {
    return new BuildJob(run.repository.name(), run.id, identifier(run, plan), run.attempt);
  }

  /** The job's name, and the leg where it is one of a matrix. */
  @SuppressWarnings("ReferenceEquality") // a matrix may hold the same plan twice
  private static String identifier(WorkflowRun run, JobPlan plan) {
    String name = plan.key().replaceAll("\\W", "_");
    List<JobPlan> legs =
        run.workflow.jobs().stream().filter(other -> other.key().equals(plan.key())).toList();
    for (int i = 0; legs.size() > 1 && i < legs.size(); i++) {
      if (legs.get(i) == plan) {
        return name + ".leg" + (i + 1);
      }
    }
    return name;
  }

  /** The same for the same words. */
  static String guid(String words) {
    return UUID.nameUUIDFromBytes(words.getBytes(UTF_8)).toString();
  }
}
