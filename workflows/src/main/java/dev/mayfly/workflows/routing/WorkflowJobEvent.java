package dev.mayfly.workflows.routing;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.life.JobEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code workflow_job} event, or a request of an Azure DevOps pipeline: what happened to which
 * job. The action alone decides: payloads are seen with action {@code queued} and status {@code
 * waiting}, and with a runner although none has taken the job.
 */
public record WorkflowJobEvent(
    Delivery delivery, Action action, Owner owner, Job job, Progress progress) {

  /** GitHub's actions of a {@code workflow_job}; {@code OTHER} is one that it may add. */
  public enum Action {
    QUEUED,
    WAITING,
    IN_PROGRESS,
    COMPLETED,
    OTHER
  }

  /**
   * The way by which the event came.
   *
   * @param forge the configured forge that it came from.
   * @param id the forge's id of the delivery.
   */
  public record Delivery(String forge, String id, Instant receivedAt) {}

  /**
   * The place of the job's code, which decides the scope.
   *
   * @param agentPool of Azure DevOps: the agent pool that the job waits in.
   */
  public record Owner(
      String repository,
      @Nullable String organization,
      @Nullable String enterprise,
      @Nullable String agentPool) {

    public Owner {
      requireNonNull(repository, "repository");
    }
  }

  /**
   * The job as its forge describes it.
   *
   * @param labels as written in the workflow file.
   * @param createdAt absent where the forge sends none (or sends 1970).
   * @param attempt of Azure DevOps: which attempt at the job this is, from 1.
   */
  public record Job(
      long id,
      long runId,
      String name,
      @Nullable String workflow,
      @Nullable String url,
      List<String> labels,
      @Nullable Instant createdAt,
      @Nullable Integer attempt) {

    public Job {
      labels = List.copyOf(labels);
    }
  }

  /** The runner that took the job, and the job's conclusion, as far as there is one. */
  public record Progress(
      @Nullable String runnerName, @Nullable Long runnerId, @Nullable String conclusion) {

    /** No runner has the job yet. */
    public static final Progress NONE = new Progress(null, null, null);
  }

  public WorkflowJobEvent {
    requireNonNull(action, "action");
  }

  /** The same event as a life hears it. */
  public JobEvent toSignal() {
    return new JobEvent(
        job.id(),
        progress.runnerName(),
        progress.runnerId(),
        progress.conclusion(),
        delivery.receivedAt(),
        delivery.id());
  }
}
