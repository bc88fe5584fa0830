package dev.mayfly.workflows.life;

import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.explanation.Facts;
import dev.mayfly.workflows.explanation.LifeFacts;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.JobState.State;
import dev.mayfly.workflows.life.LifeSteps.Awaited;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The story of a life: while its job is owed a runner, provide an attempt; return when the job is
 * settled and every runner made for it is gone. A forge gives a job to any idle runner that
 * matches, so this life's runner may take another job and its job another runner; every rule here
 * is local to this life, and asks the forge before it acts.
 */
public final class RunnerLife implements LifeContext {

  private static final Duration FIRST_HOLD = Duration.ofMinutes(15);
  private static final Duration FIRST_VERDICT = Duration.ofSeconds(30);

  private final Means means;
  private final RunnerRequest request;
  private final String runId;
  private final LifeSteps steps;
  private final WorkflowRuntime runtime;
  private final Runnable onChange;
  private final JobState job = new JobState();
  private final Attempts attempts = new Attempts();
  private final RefusalPauses refusals = new RefusalPauses();
  private final JobStatusCheck statusCheck;
  private final LifeMessages messages;
  private final LifeTimes times;
  private final WaitNotice notice;
  private boolean spent;
  private @Nullable Outcome outcome;

  public RunnerLife(
      RunnerRequest request,
      String runId,
      LifeSteps steps,
      WorkflowRuntime runtime,
      Runnable onChange) {
    this.means = new Means(request, steps, runtime);
    this.request = request;
    this.runId = runId;
    this.steps = steps;
    this.runtime = runtime;
    this.onChange = onChange;
    this.times = new LifeTimes(runtime.now());
    this.statusCheck = new JobStatusCheck(means, job);
    this.messages = new LifeMessages(means, job, statusCheck, attempts, onChange);
    this.notice = new WaitNotice(means, this::isOwed, this::explanation);
  }

  /** The way in for events and operators. */
  public LifeMessages messages() {
    return messages;
  }

  /** The runners that it has made. */
  public Attempts attempts() {
    return attempts;
  }

  public Outcome run() {
    times.begin(runtime.now());
    statusCheck.begins();
    if (request.verifyFirst() || isTakenUpLate()) {
      checkJob();
    }
    do {
      times.owedAgain();
      provideWhileOwed();
      times.settle(runtime.now());
      releaseRunners();
      awaitVerdict();
    } while (isOwedAgain());
    runtime.until(notice::isOver);
    times.end(runtime.now());
    outcome = LifeRules.outcome(job, takenByOurs(), messages.cancelled(), spent, attempts.ends());
    changed();
    if (outcome instanceof Outcome.AttemptsSpent) {
      notice.inVain();
    }
    return outcome;
  }

  /** Returns whether it waited so long for a worker that its job may be over by now. */
  private boolean isTakenUpLate() {
    return runtime.now().isAfter(runtime.started().plus(LifeRules.STALE))
        && runtime.isSince("taken up late");
  }

  private void provideWhileOwed() {
    if (isOwed()) {
      attempts.each(RunnerState::neededAgain);
    }
    while (isOwed()) {
      if (job.isDoubtful()) {
        checkJob();
      } else if (job.state() == State.WAITING) {
        hold();
      } else if (messages.isAnotherWanted() || !attempts.any(RunnerState::isHopeful)) {
        provide();
      } else {
        runtime.until(
            () ->
                !isOwed()
                    || job.isDoubtful()
                    || job.state() == State.WAITING
                    || messages.isAnotherWanted()
                    || !attempts.any(RunnerState::isHopeful));
      }
    }
  }

  private void provide() {
    if (messages.isAnotherWanted()) {
      messages.replace();
    } else if (attempts.size() > 0 && !isStillQueuedAfterAPause()) {
      return;
    }
    if (LifeRules.areSpent(attempts.ends())) {
      spent = true;
      return;
    }
    RunnerName name = RunnerName.of(request.lifeId(), runId, attempts.size() + 1);
    Attempt attempt = new Attempt(this, means, name, turn(name));
    attempts.add(attempt);
    if (statusCheck.isUnanswered()) {
      attempt.state().madeUnanswered();
    }
    runtime.beside(attempt::live);
  }

  /** Returns the turn to ask for where the pool has a cap, and where it may be paused. */
  private @Nullable Turn turn(RunnerName runner) {
    PoolId pool = new PoolId(request.installation(), request.pool());
    return request.limited() || attempts.metPoolFault()
        ? new Turn(pool, runner, times.begun())
        : null;
  }

  private boolean isStillQueuedAfterAPause() {
    Duration pause = LifeRules.pauseBefore(attempts.ends(), attempts.any(RunnerState::tookAnother));
    times.next(runtime.now().plus(pause));
    runtime.until("provide again", pause, () -> !isOwed() || messages.isAnotherWanted());
    times.act();
    if (isOwed() && !messages.isAnotherWanted()) {
      checkJob();
    }
    return isOwed() && job.state() == State.QUEUED;
  }

  /** Ends what is being provided while the job may not run, and asks again now and then. */
  private void hold() {
    held(true);
    Duration pause = FIRST_HOLD;
    while (isOwed() && job.state() == State.WAITING) {
      times.next(runtime.now().plus(pause));
      runtime.until(
          "ask again whether the job may run", pause, () -> !isOwed() || job.isDoubtful());
      times.act();
      if (isOwed()) {
        checkJob();
      }
      pause = LifeRules.longer(pause);
    }
    held(false);
  }

  private void held(boolean on) {
    times.hold(on ? runtime.now() : null);
    if (!on || !attempts.any(RunnerState::isOnline)) {
      attempts.each(on ? RunnerState::hold : RunnerState::resume);
    }
    changed();
  }

  private void releaseRunners() {
    for (Attempt attempt : attempts) {
      if (!job.isTakenBy(attempt.name())) {
        if (takenByOurs().isPresent()) {
          attempt.state().keepAsSpare();
        } else {
          attempt.state().notNeeded(job.whyNotNeeded());
        }
      }
    }
    runtime.until(() -> attempts.areOver() || isAskedForAgain());
  }

  /**
   * Waits for what became of a job that runs on a runner that this life does not watch, or whose
   * completion is late or lost.
   */
  private void awaitVerdict() {
    Duration pause = FIRST_VERDICT;
    @Nullable RunnerName gone = null;
    while (isVerdictDue() && !isAskedForAgain()) {
      RunnerName by = takenByOurs().orElseThrow();
      if (by.equals(gone) || attempts.isOver(by)) {
        // A container is often faster than the webhook about its job.
        Duration patience = statusCheck.isRefused() ? refusals.next() : pause;
        times.next(runtime.now().plus(patience));
        runtime.until(
            "ask what became of the job", patience, () -> job.state() != State.IN_PROGRESS);
        times.act();
        pause = LifeRules.longer(pause);
      } else {
        Awaited other =
            steps.awaitOther(new RunnerRef(by, request.job().ofRunner(), request.pool(), null));
        runtime.until(other::isOver);
        gone = by;
      }
      if (job.state() == State.IN_PROGRESS) {
        checkJob();
      }
    }
  }

  /**
   * Asks, as the last act, whether a {@code queued} that came since the job was settled is a rerun,
   * or an old event.
   */
  private boolean isOwedAgain() {
    if (isAskedForAgain()) {
      checkJob();
    }
    return isOwed() || isVerdictDue() || !attempts.areOver();
  }

  private boolean isAskedForAgain() {
    return job.isQueuedSince() && !messages.isCancelled();
  }

  /** Returns whether the job runs on one of our runners, so that it has yet to conclude. */
  private boolean isVerdictDue() {
    return job.state() == State.IN_PROGRESS && takenByOurs().isPresent() && !messages.isCancelled();
  }

  // What others ask of it.

  @Override
  public void checkJob() {
    statusCheck.run();
    changed();
  }

  @Override
  public JobState job() {
    return job;
  }

  @Override
  public RefusalPauses refusals() {
    return refusals;
  }

  @Override
  public void changed() {
    onChange.run();
  }

  /** Returns whether the job is still to be provided with a runner. */
  public boolean isOwed() {
    return job.isUntaken() && !messages.isCancelled() && !spent;
  }

  public boolean isOver() {
    return outcome != null;
  }

  public LifeStatus status() {
    return StatusReport.status(job, attempts, isHeld(), messages, outcome, runtime.now());
  }

  /** Returns the phase of its status without the words for it, which take far longer. */
  public Phase phase() {
    return StatusReport.phase(job, attempts, isHeld(), outcome);
  }

  private boolean isHeld() {
    return times.held() != null;
  }

  /** Heeds that its job waits long. */
  public void waitsLong() {
    notice.waitsLong();
  }

  /** Returns what it knows, in sentences. */
  public Explanation explanation() {
    return Explanation.of(Facts.of(facts()));
  }

  /** Returns what it knows, for an explanation. */
  public LifeFacts facts() {
    boolean isOurs = takenByOurs().isPresent();
    return FactsReport.of(request, job, isOurs, attempts, messages, times, spent, outcome);
  }

  private Optional<RunnerName> takenByOurs() {
    return job.runner()
        .flatMap(RunnerName::parse)
        .filter(name -> name.life().installation().equals(request.installation()));
  }
}
