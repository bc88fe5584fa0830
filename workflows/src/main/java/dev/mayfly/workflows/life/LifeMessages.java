package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.temporal.OperatorRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a life is told, by the forge's events and by operators. It only notes what the story looks
 * at wherever it waits.
 */
public final class LifeMessages {

  private final JobRef ref;
  private final JobState job;
  private final JobStatusCheck inquiry;
  private final Attempts attempts;
  private final Runnable onChange;
  private @Nullable OperatorRequest cancelled;
  private boolean anotherWanted;

  /**
   * @param onChange called when something changed that an onlooker would like to see.
   */
  LifeMessages(
      JobRef ref, JobState job, JobStatusCheck inquiry, Attempts attempts, Runnable onChange) {
    this.ref = ref;
    this.job = job;
    this.inquiry = inquiry;
    this.attempts = attempts;
    this.onChange = onChange;
  }

  // The forge's events.

  public void queued() {
    inquiry.queued();
    job.queued();
  }

  public void waiting() {
    job.waiting();
  }

  public void inProgress(JobEvent event) {
    attempts.of(event).ifPresent(attempt -> attempt.tookJob(event));
    if (event.jobId() == ref.id()) {
      job.inProgress(event.runner());
    }
  }

  public void completed(JobEvent event) {
    Optional<Attempt> by = attempts.of(event);
    boolean isNews = by.filter(attempt -> attempt.facts().mayTakeJob()).isPresent();
    by.ifPresent(attempt -> attempt.completedJob(event));
    if (event.jobId() != ref.id()) {
      return;
    }
    if ((job.isUntaken() && !isNews) || event.conclusion() == null) {
      // Perhaps a late word of the run before: some forges keep a job's id in a rerun. And a
      // pipeline of Azure DevOps cannot say how its job ended.
      job.saidCompleted(event.runner(), event.conclusion());
    } else {
      job.completed(event.runner(), event.conclusion());
    }
  }

  // An operator's wishes.

  public void cancel(OperatorRequest operator) {
    cancelled = operator;
    attempts.tell(facts -> facts.letGo("cancelled by " + operator.by() + ": " + operator.reason()));
    if (operator.force()) {
      attempts.tell(RunnerState::force);
    }
  }

  Optional<OperatorRequest> cancelled() {
    return Optional.ofNullable(cancelled);
  }

  boolean isCancelled() {
    return cancelled != null;
  }

  public void reprovision() {
    anotherWanted = true;
  }

  /** Whether an operator wants another runner, whatever there is. */
  boolean isAnotherWanted() {
    return anotherWanted;
  }

  /** The other runner is about to be made. */
  void replace() {
    attempts.tell(facts -> facts.letGo("replaced: an operator asked for another runner"));
    anotherWanted = false;
  }

  /** Says what becomes of each runner's deadlines. */
  String extend(Duration by) {
    return attempts.open().toList().stream()
        .map(attempt -> attempt.extend(by))
        .collect(Collectors.joining("; "));
  }

  void quarantine(Quarantine order) {
    attempts.open().toList().forEach(attempt -> attempt.quarantine(order));
    onChange.run();
  }

  void release() {
    attempts.tell(RunnerState::release);
    onChange.run();
  }
}
