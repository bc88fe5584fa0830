package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.JobState.State;
import dev.mayfly.workflows.life.LifeSteps.Awaited;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The story of a life: while its job is owed a runner, provide an attempt; return when the job is
 * settled and every runner made for it is gone. A forge gives a job to any idle runner that
 * matches, so this life's runner may take another job and its job another runner; every rule here
 * is local to this life, and behind every one there is a look.
 */
public final class RunnerLife implements Attempt.Life {

  private static final Duration FIRST_HOLD = Duration.ofMinutes(15);
  private static final Duration FIRST_VERDICT = Duration.ofSeconds(30);

  private final RunnerRequest request;
  private final String runId;
  private final LifeSteps steps;
  private final WorkflowRuntime waits;
  private final Runnable onChange;
  private final JobState job = new JobState();
  private final Attempts attempts = new Attempts();
  private final JobStatusCheck inquiry;
  private final LifeMessages mailbox;
  private Instant since = Instant.EPOCH;
  private boolean held;
  private boolean spent;
  private @Nullable Outcome outcome;

  public RunnerLife(
      RunnerRequest request,
      String runId,
      LifeSteps steps,
      WorkflowRuntime waits,
      Runnable onChange) {
    this.request = request;
    this.runId = runId;
    this.steps = steps;
    this.waits = waits;
    this.onChange = onChange;
    this.inquiry = new JobStatusCheck(request.job(), job, steps, waits);
    this.mailbox = new LifeMessages(request.job(), job, inquiry, attempts, onChange);
  }

  /** Where it is told of events and wishes. */
  public LifeMessages mailbox() {
    return mailbox;
  }

  /** The runners that it has made. */
  public Attempts attempts() {
    return attempts;
  }

  public Outcome run() {
    since = waits.now();
    inquiry.queued();
    if (request.verifyFirst()) {
      ask();
    }
    do {
      provideWhileOwed();
      partWithRunners();
      awaitVerdict();
    } while (isOwedAgain());
    outcome = LifeRules.outcome(job, takenByOurs(), mailbox.cancelled(), spent, attempts);
    changed();
    return outcome;
  }

  private void provideWhileOwed() {
    if (isOwed()) {
      attempts.tell(RunnerState::neededAgain);
    }
    while (isOwed()) {
      if (job.isDoubtful()) {
        ask();
      } else if (job.state() == State.WAITING) {
        hold();
      } else if (mailbox.isAnotherWanted() || !attempts.any(RunnerState::isHopeful)) {
        provide();
      } else {
        waits.until(
            () ->
                !isOwed()
                    || job.isDoubtful()
                    || job.state() == State.WAITING
                    || mailbox.isAnotherWanted()
                    || !attempts.any(RunnerState::isHopeful));
      }
    }
  }

  private void provide() {
    if (mailbox.isAnotherWanted()) {
      mailbox.replace();
    } else if (attempts.size() > 0 && !isStillQueuedAfterAPause()) {
      return;
    }
    if (LifeRules.areSpent(attempts.ends())) {
      spent = true;
      return;
    }
    RunnerName name = RunnerName.of(request.lifeId(), runId, attempts.size() + 1);
    Attempt attempt = new Attempt(this, steps, waits, request, name, turn(name));
    attempts.add(attempt);
    if (inquiry.isUnanswered()) {
      attempt.facts().madeUnanswered();
    }
    waits.beside(attempt::live);
  }

  /** Asked for where the pool has a cap, and where it may be paused. */
  private @Nullable Turn turn(RunnerName runner) {
    PoolId pool = new PoolId(request.installation(), request.pool());
    return request.limited() || attempts.metPoolFault() ? new Turn(pool, runner, since) : null;
  }

  private boolean isStillQueuedAfterAPause() {
    Duration pause = LifeRules.pauseBefore(attempts.ends(), attempts.any(RunnerState::tookAnother));
    waits.until("provide again", pause, () -> !isOwed() || mailbox.isAnotherWanted());
    if (isOwed() && !mailbox.isAnotherWanted()) {
      ask();
    }
    return isOwed() && job.state() == State.QUEUED;
  }

  /** The job may not run yet: end what is being provided, park, and ask again now and then. */
  private void hold() {
    held(true);
    Duration pause = FIRST_HOLD;
    while (isOwed() && job.state() == State.WAITING) {
      waits.until("ask again whether the job may run", pause, () -> !isOwed() || job.isDoubtful());
      if (isOwed()) {
        ask();
      }
      pause = LifeRules.longer(pause);
    }
    held(false);
  }

  private void held(boolean on) {
    held = on;
    if (!on || !attempts.any(RunnerState::isOnline)) {
      attempts.tell(facts -> facts.hold(on));
    }
    changed();
  }

  private void partWithRunners() {
    for (Attempt attempt : attempts) {
      if (!job.isTakenBy(attempt.name())) {
        if (takenByOurs().isPresent()) {
          attempt.facts().keepAsSpare();
        } else {
          attempt.facts().notNeeded(job.whyNotNeeded());
        }
      }
    }
    waits.until(() -> attempts.areOver() || isAskedForAgain());
  }

  /**
   * The job runs on a runner that this life does not watch, or the word that it is over is late or
   * lost: wait for what became of it.
   */
  private void awaitVerdict() {
    Duration pause = FIRST_VERDICT;
    @Nullable RunnerName gone = null;
    while (isVerdictDue() && !isAskedForAgain()) {
      RunnerName by = takenByOurs().orElseThrow();
      if (by.equals(gone) || attempts.isOver(by)) {
        // A container is often faster than the webhook about its job.
        waits.until("ask what became of the job", pause, () -> job.state() != State.IN_PROGRESS);
        pause = LifeRules.longer(pause);
      } else {
        Awaited other = steps.awaitOther(new RunnerRef(by, request.job(), request.pool(), null));
        waits.until(other::isOver);
        gone = by;
      }
      if (job.state() == State.IN_PROGRESS) {
        ask();
      }
    }
  }

  /**
   * The last act: a {@code queued} that came since the job was settled is a rerun, or an old event;
   * ask which.
   */
  private boolean isOwedAgain() {
    if (isAskedForAgain()) {
      ask();
    }
    return isOwed() || isVerdictDue() || !attempts.areOver();
  }

  private boolean isAskedForAgain() {
    return job.isQueuedSince() && !mailbox.isCancelled();
  }

  /** Whether the job runs on one of our runners, so that its conclusion is still to come. */
  private boolean isVerdictDue() {
    return job.state() == State.IN_PROGRESS && takenByOurs().isPresent() && !mailbox.isCancelled();
  }

  // What others ask of it.

  @Override
  public void ask() {
    inquiry.ask();
    changed();
  }

  @Override
  public JobState job() {
    return job;
  }

  @Override
  public void changed() {
    onChange.run();
  }

  /** Whether somebody still has to provide a runner for the job. */
  public boolean isOwed() {
    return job.isUntaken() && !mailbox.isCancelled() && !spent;
  }

  boolean isOver() {
    return outcome != null;
  }

  public LifeStatus status() {
    return StatusReport.status(job, attempts, held, mailbox.isCancelled(), outcome, waits.now());
  }

  private Optional<RunnerName> takenByOurs() {
    return job.runner()
        .flatMap(RunnerName::parse)
        .filter(name -> name.life().installation().equals(request.installation()));
  }
}
