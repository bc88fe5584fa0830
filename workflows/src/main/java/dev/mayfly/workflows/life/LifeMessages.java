package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.temporal.IgnoredMessages;
import dev.mayfly.workflows.temporal.OperatorRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The messages to a life, by the forge's events and by operators. They only set what the story
 * looks at wherever it waits.
 */
public final class LifeMessages {

  private final JobRef ref;
  private final JobState job;
  private final JobStatusCheck statusCheck;
  private final Attempts attempts;
  private final Runnable onChange;
  private @Nullable OperatorRequest cancelled;
  private boolean anotherWanted;
  private final IgnoredMessages ignored = new IgnoredMessages();

  /**
   * @param onChange publishes a change.
   */
  LifeMessages(
      Means means, JobState job, JobStatusCheck statusCheck, Attempts attempts, Runnable onChange) {
    this.ref = means.request().job();
    this.job = job;
    this.statusCheck = statusCheck;
    this.attempts = attempts;
    this.onChange = onChange;
  }

  // The forge's events.

  public void queued() {
    statusCheck.queued();
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
    boolean isNews = by.filter(attempt -> attempt.state().mayTakeJob()).isPresent();
    by.ifPresent(attempt -> attempt.completedJob(event));
    if (event.jobId() != ref.id()) {
      return;
    }
    if ((job.isUntaken() && !isNews) || event.conclusion() == null) {
      // Perhaps a late event of the run before: some forges keep a job's id in a rerun. And a
      // pipeline of Azure DevOps cannot say how its job ended.
      job.saidCompleted(event.runner(), event.conclusion());
    } else if (statusCheck.isOfUntakenRerun(event)) {
      job.completedUntaken(event.conclusion());
    } else {
      job.completed(event.runner(), event.conclusion());
    }
  }

  /** A signal made no sense; its sender has no answer, so the life's line says so. */
  public void ignored(String why) {
    ignored.add(why);
    onChange.run();
  }

  IgnoredMessages ignored() {
    return ignored;
  }

  // An operator's wishes.

  public void cancel(OperatorRequest operator) {
    cancelled = operator;
    attempts.each(state -> state.letGo("cancelled by " + operator.by() + ": " + operator.reason()));
    if (operator.force()) {
      attempts.each(RunnerState::force);
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

  /** Returns whether an operator wants another runner, whatever there is. */
  boolean isAnotherWanted() {
    return anotherWanted;
  }

  /** Lets every runner go, since the other one is about to be made. */
  void replace() {
    attempts.each(state -> state.letGo("replaced: an operator asked for another runner"));
    anotherWanted = false;
  }

  /** Extends each runner's deadlines; returns what becomes of them. */
  String extend(Duration by) {
    return attempts.open().toList().stream()
        .map(attempt -> attempt.extend(by))
        .collect(Collectors.joining("; "));
  }

  void quarantine(Quarantine wish) {
    attempts.open().toList().forEach(attempt -> attempt.quarantine(wish));
    onChange.run();
  }

  void endQuarantine() {
    attempts.each(RunnerState::endQuarantine);
    onChange.run();
  }
}
