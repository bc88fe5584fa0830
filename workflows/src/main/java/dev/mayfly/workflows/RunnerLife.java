package dev.mayfly.workflows;

import dev.mayfly.workflows.JobFacts.State;
import dev.mayfly.workflows.Steps.Awaited;
import dev.mayfly.workflows.Steps.StepFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The story of a life: while its job is owed a runner, provide an attempt; return when the job is
 * settled and every runner made for it is gone. A forge gives a job to any idle runner that
 * matches, so this life's runner may take another job and its job another runner; every rule here
 * is local to this life, and behind every one there is a look.
 */
final class RunnerLife implements Attempt.Life {

  private static final Duration FIRST_HOLD = Duration.ofMinutes(15);
  // GitHub fails a job that no runner has taken for so long ("Usage limits"); what a forge that
  // says
  // nothing keeps longer is over.
  private static final Duration LONGEST_QUEUED = Duration.ofHours(24);
  private static final Duration FIRST_VERDICT = Duration.ofSeconds(30);

  private final RunnerRequest request;
  private final String runId;
  private final Steps steps;
  private final Waits waits;
  private final Runnable onChange;
  private final JobFacts job = new JobFacts();
  private final Attempts attempts = new Attempts();
  private Instant since = Instant.EPOCH;
  private Instant queuedAt = Instant.EPOCH;
  private @Nullable OperatorRequest cancelled;
  private boolean reprovision;
  private boolean held;
  private boolean spent;
  private @Nullable Outcome outcome;

  RunnerLife(RunnerRequest request, String runId, Steps steps, Waits waits, Runnable onChange) {
    this.request = request;
    this.runId = runId;
    this.steps = steps;
    this.waits = waits;
    this.onChange = onChange;
  }

  Outcome run() {
    since = waits.now();
    queuedAt = since;
    if (request.verifyFirst()) {
      ask();
    }
    do {
      provideWhileOwed();
      partWithRunners();
      awaitVerdict();
    } while (isOwedAgain());
    outcome = decideOutcome();
    changed();
    return outcome;
  }

  private void provideWhileOwed() {
    if (isOwed()) {
      attempts.tell(RunnerFacts::neededAgain);
    }
    while (isOwed()) {
      if (job.isDoubtful()) {
        ask();
      } else if (job.state() == State.WAITING) {
        hold();
      } else if (reprovision || !attempts.any(RunnerFacts::isHopeful)) {
        provide();
      } else {
        waits.until(
            () ->
                !isOwed()
                    || job.isDoubtful()
                    || job.state() == State.WAITING
                    || reprovision
                    || !attempts.any(RunnerFacts::isHopeful));
      }
    }
  }

  private void provide() {
    if (reprovision) {
      attempts.tell(facts -> facts.letGo("replaced: an operator asked for another runner"));
      reprovision = false;
    } else if (attempts.size() > 0 && !isStillQueuedAfterAPause()) {
      return;
    }
    if (Rules.areSpent(attempts.ends())) {
      spent = true;
      return;
    }
    RunnerName name = RunnerName.of(request.lifeId(), runId, attempts.size() + 1);
    Attempt attempt = new Attempt(this, steps, waits, request, name, turn(name));
    attempts.add(attempt);
    waits.beside(attempt::live);
  }

  /** Asked for where the pool has a cap, and where it may be paused. */
  private @Nullable Turn turn(RunnerName runner) {
    PoolId pool = new PoolId(request.installation(), request.pool());
    return request.limited() || attempts.metPoolFault() ? new Turn(pool, runner, since) : null;
  }

  private boolean isStillQueuedAfterAPause() {
    Duration pause = Rules.pauseBefore(attempts.ends(), attempts.any(RunnerFacts::tookAnother));
    waits.until("provide again", pause, () -> !isOwed() || reprovision);
    if (isOwed() && !reprovision) {
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
      pause = Rules.longer(pause);
    }
    held(false);
  }

  private void held(boolean on) {
    held = on;
    if (!on || !attempts.any(RunnerFacts::isOnline)) {
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
          attempt.facts().notNeeded(whyNotNeeded());
        }
      }
    }
    waits.until(() -> attempts.areOver() || isAskedForAgain());
  }

  /**
   * The job runs on a runner that this life does not watch, or its completion got lost: wait for
   * what became of it.
   */
  private void awaitVerdict() {
    Duration pause = FIRST_VERDICT;
    while (isVerdictDue() && !isAskedForAgain()) {
      RunnerName by = takenByOurs().orElseThrow();
      Awaited other = steps.awaitOther(new RunnerRef(by, request.job(), request.pool(), null));
      waits.until(other::isOver);
      if (job.state() == State.IN_PROGRESS) {
        ask();
      }
      if (job.state() == State.IN_PROGRESS) {
        waits.until(
            "ask again what became of the job", pause, () -> job.state() != State.IN_PROGRESS);
        pause = Rules.longer(pause);
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
    return job.isQueuedSince() && cancelled == null;
  }

  /** Whether the job runs on one of our runners, so that its conclusion is still to come. */
  private boolean isVerdictDue() {
    return job.state() == State.IN_PROGRESS && takenByOurs().isPresent() && cancelled == null;
  }

  private Outcome decideOutcome() {
    Optional<RunnerName> by = takenByOurs();
    if (by.isPresent() && job.state() == State.COMPLETED) {
      String conclusion = job.conclusion().orElse("unknown");
      return new Outcome.Completed(by.get().toString(), conclusion, "concluded with " + conclusion);
    }
    if (cancelled != null) {
      return new Outcome.Cancelled(cancelled.by(), cancelled.reason());
    }
    if (spent) {
      return new Outcome.AttemptsSpent(attempts.size(), attempts.lastCause());
    }
    return new Outcome.NotNeeded(whyNotNeeded());
  }

  private String whyNotNeeded() {
    return job.runner()
        .map(runner -> "the job was taken by runner " + runner)
        .orElse("the job is over without a runner: " + job.conclusion().orElse("no conclusion"));
  }

  /** An answer that a signal has overtaken may be old: it is asked for again. */
  @Override
  public void ask() {
    int version;
    do {
      version = job.version();
      job.learn(look(), version);
    } while (version != job.version() && !job.isSettled());
    changed();
  }

  private JobLook look() {
    JobLook seen = asked();
    boolean isForgotten =
        seen.status() == JobLook.Status.UNKNOWN
            && waits.now().isAfter(queuedAt.plus(LONGEST_QUEUED));
    return isForgotten ? new JobLook(JobLook.Status.COMPLETED, null, null, seen.at()) : seen;
  }

  private JobLook asked() {
    try {
      return steps.lookAtJob(request.job());
    } catch (StepFailed e) {
      return new JobLook(JobLook.Status.UNKNOWN, null, null, waits.now());
    }
  }

  // Messages: they only set fields.

  void queued() {
    queuedAt = waits.now();
    job.queued();
  }

  void waiting() {
    job.waiting();
  }

  void inProgress(JobEvent event) {
    attempts.of(event).ifPresent(attempt -> attempt.tookJob(event));
    if (event.jobId() == request.job().id()) {
      job.inProgress(event.runner());
    }
  }

  void completed(JobEvent event) {
    attempts
        .of(event)
        .ifPresent(
            attempt -> {
              attempt.tookJob(event);
              attempt.facts().jobCompleted();
            });
    if (event.jobId() != request.job().id()) {
      return;
    }
    if (job.isUntaken() && attempts.of(event).isEmpty()) {
      // Perhaps a late word of the run before: some forges keep a job's id in a rerun.
      job.saidCompleted(event.runner(), event.conclusion());
    } else {
      job.completed(event.runner(), event.conclusion());
    }
  }

  void cancel(OperatorRequest operator) {
    cancelled = operator;
    attempts.tell(facts -> facts.letGo("cancelled by " + operator.by() + ": " + operator.reason()));
    if (operator.force()) {
      attempts.tell(RunnerFacts::force);
    }
  }

  void reprovision() {
    reprovision = true;
  }

  String extend(Duration by) {
    return attempts.open().toList().stream()
        .map(attempt -> attempt.extend(by))
        .collect(Collectors.joining("; "));
  }

  void quarantine(Quarantine order) {
    attempts.open().toList().forEach(attempt -> attempt.quarantine(order));
    changed();
  }

  void release() {
    attempts.tell(RunnerFacts::release);
    changed();
  }

  // Claims.

  @Override
  public JobFacts job() {
    return job;
  }

  @Override
  public void changed() {
    onChange.run();
  }

  /** Whether somebody still has to provide a runner for the job. */
  boolean isOwed() {
    return job.isUntaken() && cancelled == null && !spent;
  }

  boolean isOver() {
    return outcome != null;
  }

  boolean hasRunner() {
    return !attempts.areOver();
  }

  boolean isQuarantined() {
    return attempts.open().anyMatch(attempt -> attempt.facts().quarantine().isPresent());
  }

  LifeStatus status() {
    return Narration.status(job, attempts, held, cancelled != null, outcome, waits.now());
  }

  /** How its runners ended, without the first so many. */
  List<End> endsSince(int known) {
    List<End> all = attempts.ends();
    return all.subList(known, all.size());
  }

  private Optional<RunnerName> takenByOurs() {
    return job.runner()
        .flatMap(RunnerName::parse)
        .filter(name -> name.life().installation().equals(request.installation()));
  }
}
