package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.step.JobStatus;
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
  // Before, a rerun was forgotten where the forge would not tell whether the run before was over.
  private static final String RERUN_OF_DOUBTFUL = "rerun of doubtful ";
  // Before, each event asked again, however often the job was rerun while the pool was at fault.
  private static final String STANDING_REFUSAL = "standing refusal ";
  // Before, a rerun that was cancelled while it waited was taken to be the runner's of the run
  // before.
  private static final String UNTAKEN_RERUN = "untaken rerun ";
  // Before, a completion that came before a worker took up the life was older than its start.
  private static final String START_IS_FIRST = "start is first";
  // A pool asks whether its fault is mended no more often (FaultProbe), so no answer is sooner.
  private static final Duration REFUSAL_STANDS = Duration.ofMinutes(1);

  private final JobRef ref;
  private final JobState job;
  private final LifeSteps steps;
  private final WorkflowRuntime runtime;
  private Instant queuedAt = Instant.EPOCH;
  private boolean unanswered;
  private boolean refused;
  private Instant refusedAt = Instant.EPOCH;
  private int asked;

  JobStatusCheck(Means means, JobState job) {
    this.ref = means.request().job();
    this.job = job;
    this.steps = means.steps();
    this.runtime = means.runtime();
  }

  /** Notes the start: whatever the life was told before its first task came after it. */
  void begins() {
    if (job.isSaidToBeOver() && !runtime.isSince(START_IS_FIRST)) {
      queued();
    }
    queuedAt = runtime.now();
  }

  /** Notes that the job is queued as of now. */
  void queued() {
    queuedAt = runtime.now();
    if (job.isSaidToBeOver() && runtime.isSince(RERUN_OF_DOUBTFUL + job.version())) {
      job.queuedAgain();
    }
  }

  /** Returns whether the forge would not or could not say when it was last asked. */
  boolean isUnanswered() {
    return unanswered;
  }

  /** Returns whether the pool's fault refused the question when it was last asked. */
  boolean isRefused() {
    return refused;
  }

  /**
   * Returns whether a completion is of a later run that no runner took: it names none, and says
   * otherwise than the one before. Its {@code queued} may have been lost.
   */
  boolean isOfUntakenRerun(JobEvent completion) {
    return completion.runner() == null
        && job.isCompletedOtherwise(completion.conclusion())
        && runtime.isSince(UNTAKEN_RERUN + job.version());
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
    if (isRefusalStanding()) {
      return unknown();
    }
    asked++;
    refused = false;
    try {
      return steps.lookAtJob(ref);
    } catch (StepFailed e) {
      refused = e.isPoolFault();
      refusedAt = runtime.now();
      return unknown();
    }
  }

  /** Returns whether it was refused so lately that it need not ask again. */
  private boolean isRefusalStanding() {
    return refused
        && runtime.now().isBefore(refusedAt.plus(REFUSAL_STANDS))
        && runtime.isSince(STANDING_REFUSAL + asked);
  }

  private JobStatus unknown() {
    return new JobStatus(JobStatus.Status.UNKNOWN, null, null, runtime.now());
  }
}
