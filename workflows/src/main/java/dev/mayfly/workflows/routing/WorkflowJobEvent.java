package dev.mayfly.workflows.routing;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.life.JobEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code workflow_job} event, or a request of an Azure DevOps pipeline: what happened to which
 * job, whoever told us. The action alone decides: payloads are seen with action {@code queued} and
 * status {@code waiting}, and with a runner although none has taken the job.
 *
 * @param forge the configured forge that it came from.
 * @param labels what the job asks for, as written in the workflow file.
 * @param createdAt when the job was created; absent where the forge sends none (or sends 1970).
 * @param agentPool of Azure DevOps: the agent pool that the job waits in.
 * @param attempt of Azure DevOps: which attempt at the job this is, from 1.
 */
public record WorkflowJobEvent(
    String forge,
    Action action,
    long jobId,
    long runId,
    String repository,
    @Nullable String organization,
    @Nullable String enterprise,
    String jobName,
    @Nullable String workflowName,
    @Nullable String url,
    List<String> labels,
    @Nullable String runnerName,
    @Nullable Long runnerId,
    @Nullable String conclusion,
    @Nullable Instant createdAt,
    Instant receivedAt,
    String delivery,
    @Nullable String agentPool,
    @Nullable Integer attempt) {

  /** GitHub's actions of a {@code workflow_job}; {@code OTHER} is one that it may add. */
  public enum Action {
    QUEUED,
    WAITING,
    IN_PROGRESS,
    COMPLETED,
    OTHER
  }

  public WorkflowJobEvent {
    requireNonNull(action, "action");
    requireNonNull(repository, "repository");
    labels = List.copyOf(labels);
  }

  /** Of a forge that has neither agent pools nor attempts. */
  public WorkflowJobEvent(
      String forge,
      Action action,
      long jobId,
      long runId,
      String repository,
      @Nullable String organization,
      @Nullable String enterprise,
      String jobName,
      @Nullable String workflowName,
      @Nullable String url,
      List<String> labels,
      @Nullable String runnerName,
      @Nullable Long runnerId,
      @Nullable String conclusion,
      @Nullable Instant createdAt,
      Instant receivedAt,
      String delivery) {
    this(
        forge,
        action,
        jobId,
        runId,
        repository,
        organization,
        enterprise,
        jobName,
        workflowName,
        url,
        labels,
        runnerName,
        runnerId,
        conclusion,
        createdAt,
        receivedAt,
        delivery,
        null,
        null);
  }

  /** The same event as a life hears it. */
  public JobEvent toSignal() {
    return new JobEvent(jobId, runnerName, runnerId, conclusion, receivedAt, delivery);
  }
}
