package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.temporal.StepFailed;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.time.Duration;
import java.time.Instant;

/** The question to the forge about a life's job, repeated until no signal overtook the answer. */
final class JobStatusCheck {

  // GitHub fails a job that no runner has taken for so long ("Usage limits"); what a forge that
  // says nothing keeps longer is over. Rule gh-job-queued-day.
  private static final Duration LONGEST_QUEUED = Duration.ofHours(24);
  // Before, a rerun that the forge would not tell of was not provided for.
  private static final String UNTOLD_RERUN = "untold rerun ";
  // Before, a look that the pool's fault refused was repeated at once, to be refused again.
  private static final String ONE_REFUSAL = "one refusal ";

  private final JobRef ref;
  private final JobState job;
  private final LifeSteps steps;
  private final WorkflowRuntime runtime;
  private Instant queuedAt = Instant.EPOCH;
  private boolean unanswered;
  private boolean refused;

  JobStatusCheck(JobRef ref, JobState job, LifeSteps steps, WorkflowRuntime runtime) {
    this.ref = ref;
    this.job = job;
    this.steps = steps;
    this.runtime = runtime;
  }

  /** Notes that the job is queued as of now. */
  void queued() {
    queuedAt = runtime.now();
  }

  /** Returns whether the forge would not or could not say when it was last asked. */
  boolean isUnanswered() {
    return unanswered;
  }

  /** Returns whether the pool's fault refused the question when it was last asked. */
  boolean isRefused() {
    return refused;
  }

  /** Asks; an answer that a signal has overtaken may be old, and is asked for again. */
  void run() {
    int version;
    do {
      version = job.version();
      JobStatus answer = answer();
      if (refused && version != job.version() && runtime.isSince(ONE_REFUSAL + version)) {
        version = job.version(); // A refusal says nothing that a signal could have overtaken.
      }
      if (unanswered
          && job.isRerunOfUnfinished(version)
          && !runtime.isSince(UNTOLD_RERUN + version)) {
        job.forgetRerun();
      }
      job.learn(answer, version);
    } while (version != job.version() && !job.isSettled());
  }

  private JobStatus answer() {
    JobStatus seen = ask();
    unanswered = seen.status() == JobStatus.Status.UNKNOWN;
    boolean isForgotten = unanswered && runtime.now().isAfter(queuedAt.plus(LONGEST_QUEUED));
    return isForgotten ? new JobStatus(JobStatus.Status.COMPLETED, null, null, seen.at()) : seen;
  }

  private JobStatus ask() {
    refused = false;
    try {
      return steps.lookAtJob(ref);
    } catch (StepFailed e) {
      refused = e.isPoolFault();
      return new JobStatus(JobStatus.Status.UNKNOWN, null, null, runtime.now());
    }
  }
}
