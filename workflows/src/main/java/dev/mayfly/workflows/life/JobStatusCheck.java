package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.temporal.StepFailed;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.time.Duration;
import java.time.Instant;

/** Asks the forge about a life's job, until no signal has overtaken the answer. */
final class JobStatusCheck {

  // GitHub fails a job that no runner has taken for so long ("Usage limits"); what a forge that
  // says nothing keeps longer is over.
  private static final Duration LONGEST_QUEUED = Duration.ofHours(24);

  private final JobRef ref;
  private final JobState job;
  private final LifeSteps steps;
  private final WorkflowRuntime waits;
  private Instant queuedAt = Instant.EPOCH;
  private boolean unanswered;

  JobStatusCheck(JobRef ref, JobState job, LifeSteps steps, WorkflowRuntime waits) {
    this.ref = ref;
    this.job = job;
    this.steps = steps;
    this.waits = waits;
  }

  /** The job is queued as of now. */
  void queued() {
    queuedAt = waits.now();
  }

  /** Whether the forge would not or could not say when it was last asked. */
  boolean isUnanswered() {
    return unanswered;
  }

  /** An answer that a signal has overtaken may be old: it is asked for again. */
  void ask() {
    int version;
    do {
      version = job.version();
      job.learn(look(), version);
    } while (version != job.version() && !job.isSettled());
  }

  private JobStatus look() {
    JobStatus seen = asked();
    unanswered = seen.status() == JobStatus.Status.UNKNOWN;
    boolean isForgotten = unanswered && waits.now().isAfter(queuedAt.plus(LONGEST_QUEUED));
    return isForgotten ? new JobStatus(JobStatus.Status.COMPLETED, null, null, seen.at()) : seen;
  }

  private JobStatus asked() {
    try {
      return steps.lookAtJob(ref);
    } catch (StepFailed e) {
      return new JobStatus(JobStatus.Status.UNKNOWN, null, null, waits.now());
    }
  }
}
