package dev.mayfly.workflows.life;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.life.LifeSteps.Awaited;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.WaitRequest;
import dev.mayfly.workflows.step.WaitResult;
import dev.mayfly.workflows.temporal.InWords;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of an attempt in which its task exists: until a node has started it, until the runner is
 * online, until it is over. A stage answers with the runner's end, or with nothing when the next
 * stage is due.
 */
final class TaskLifecycle {

  private static final String UNASSIGNED =
      "its runner group may not serve the repository (public ones are off by default), its version"
          + " may be too old, or the forge assigns no jobs now";

  private final LifeContext life;
  private final LifeSteps steps;
  private final WorkflowRuntime runtime;
  private final Deadlines deadlines;
  private final long jobId;
  private final RunnerState state;
  private final CleanUp cleanUp;
  private final StartStage starting;
  private final List<Awaited> waits = new ArrayList<>();
  private RunnerRef runner;
  private @Nullable TaskRef task;
  private @Nullable Duration jobLimit;
  private Duration extended = Duration.ZERO;

  TaskLifecycle(
      LifeContext life, Means means, RunnerState state, CleanUp cleanUp, RunnerRef runner) {
    this.life = life;
    this.steps = means.steps();
    this.runtime = means.runtime();
    this.deadlines = means.request().deadlines();
    this.jobId = means.request().job().id();
    this.state = state;
    this.cleanUp = cleanUp;
    this.starting = new StartStage(this, means, state, cleanUp);
    this.runner = runner;
  }

  /** The runner, with the id of its registration as soon as that is known. */
  RunnerRef runner() {
    return runner;
  }

  void registered(@Nullable Long id) {
    runner = runner.withId(id);
  }

  Optional<TaskRef> task() {
    return Optional.ofNullable(task);
  }

  /** Notes the task that is about to be created. */
  void begin(TaskRef created) {
    task = created;
  }

  End untilEnd(Pool.Registration by) {
    return starting
        .untilStarted(requireNonNull(task), by)
        .or(this::untilOnline)
        .orElseGet(this::untilOver);
  }

  private Optional<End> untilOnline() {
    starting.seen().ifPresent(state::started);
    state.enter(Phase.STARTING, runtime.now());
    return untilOnline(deadlines.online());
  }

  private Optional<End> untilOnline(Duration patience) {
    Awaited online = follow(steps.awaitOnline(wait(runtime.now(), patience, null)));
    runtime.until(() -> online.isOver() || state.isTaken() || state.isForced());
    if (state.isForced()) {
      return Optional.of(state.endNow());
    }
    if (state.isTaken()) {
      return Optional.empty();
    }
    WaitResult saw = online.get();
    if (saw instanceof WaitResult.Online seen) {
      runner = runner.withId(seen.runnerId());
      state.online(seen);
    }
    if (saw instanceof WaitResult.Overdue late) {
      Duration more = state.takeExtension();
      return more.isZero() ? leaving(new End.NeverOnline(late.found())) : untilOnline(more);
    }
    return endOf(saw);
  }

  /** From online on; also for a runner that turns out to have a job while it is being removed. */
  End untilOver() {
    Instant since = runtime.now();
    Duration patience = deadlines.idle();
    jobLimit = deadlines.job();
    Optional<End> decided = Optional.empty();
    while (decided.isEmpty()) {
      Awaited completion = follow(steps.awaitCompletion(wait(since, patience, jobLimit)));
      decided = untilDecided(completion, patience);
      since = runtime.now();
      patience = extended.isZero() ? LifeRules.longer(patience) : extended;
      extended = Duration.ZERO;
    }
    return decided.get();
  }

  /** Returns nothing when the wait is over and the runner stays: it is to be watched again. */
  private Optional<End> untilDecided(Awaited completion, Duration patience) {
    while (true) {
      boolean busy = state.isTaken();
      state.enter(busy ? Phase.BUSY : Phase.ONLINE, runtime.now());
      runtime.until(
          () ->
              completion.isOver()
                  || state.isJobDone()
                  || state.isForced()
                  || state.mustLeave()
                  || busy != state.isTaken());
      if (state.isJobDone() || state.isForced()) {
        return Optional.of(state.endNow());
      }
      if (completion.isOver()) {
        return decide(completion.get(), patience);
      }
      if (state.mustLeave()) {
        Optional<End> left = leaving(new End.Released(state.whyUnwanted()));
        if (left.isPresent()) {
          return left;
        }
      }
    }
  }

  private Optional<End> decide(WaitResult saw, Duration patience) {
    if (saw instanceof WaitResult.Busy busy) {
      foundBusy(busy);
      return Optional.empty();
    }
    if (saw instanceof WaitResult.Idle) {
      return idle("online for " + InWords.of(patience) + " without a job");
    }
    if (saw instanceof WaitResult.Overdue limit) {
      return pastLimit(limit);
    }
    Optional<End> over = endOf(saw);
    // What is gone may come back as long as its container runs, and may then have a job.
    if (saw instanceof WaitResult.Gone gone && gone.mayRun()) {
      starting.startedAgain();
      return over.flatMap(this::leaving);
    }
    return over;
  }

  private Optional<End> pastLimit(WaitResult.Overdue limit) {
    Duration more = state.takeExtension();
    if (!more.isZero()) {
      jobLimit = more;
      return Optional.empty();
    }
    state.force();
    return Optional.of(new End.JobTimedOut(limit.found()));
  }

  /** Notes a job that no webhook announced: its own, if the forge says so. */
  private void foundBusy(WaitResult.Busy busy) {
    runner = runner.withId(busy.runnerId());
    if (!state.isTaken()) {
      life.checkJob();
      state.took(life.job().isTakenBy(runner.name()) ? jobId : 0);
    }
  }

  /** Returns the end of a runner that idled for long enough; nothing where it is to stay. */
  private Optional<End> idle(String since) {
    if (state.isTaken()) {
      return leaving(new End.IdleTimedOut(since)); // An ephemeral runner takes no second job.
    }
    life.checkJob();
    extended = state.takeExtension();
    if (!extended.isZero() && !state.mustLeave()) {
      return Optional.empty();
    }
    if (state.mustLeave() || !life.job().isQueued()) {
      return leaving(new End.IdleTimedOut(since));
    }
    // GitHub leaves healthy runners unassigned, for ever (actions-runner-controller #4396,
    // actions/runner #3478). Rule gh-unassigned-runner.
    return runtime.isSince("unassigned " + runner.name().attempt())
        ? leaving(new End.Unassigned(since + ", although its own is queued; " + UNASSIGNED))
        : Optional.empty();
  }

  /** Returns the end of a runner that is not to stay, unless the forge says that it has a job. */
  Optional<End> leaving(End how) {
    boolean thoughtDone = state.isJobDone();
    if (cleanUp.unregister(runner)) {
      // A job that it took while the forge could not be asked is done by now.
      return Optional.of(
          state.isJobDone() || (state.isTaken() && !how.isFailure())
              ? state.endNow()
              : asRemoved(how));
    }
    if (thoughtDone) {
      state.hasJobAfterAll();
    } else {
      state.took(0);
    }
    return Optional.empty();
  }

  /**
   * Returns the end of one that got no job by the listings, which may be old, or by its removal.
   */
  private End asRemoved(End how) {
    boolean isIdle = how instanceof End.IdleTimedOut || how instanceof End.Unassigned;
    return isIdle && cleanUp.wasGone() && runtime.isSince("left " + runner.name().attempt())
        ? new End.RanJob(
            0, "it had left before it was removed, and nobody said which job it had, if any")
        : how;
  }

  /** Returns the end of a runner whose task or registration is gone; else nothing. */
  Optional<End> endOf(WaitResult saw) {
    if (!(saw instanceof WaitResult.Ended) && !(saw instanceof WaitResult.Gone)) {
      return Optional.empty();
    }
    Optional<End> late = starting.endOf(saw);
    if (late.isPresent()) {
      return late;
    }
    boolean leftAfterItsJob = hasLeftAfterItsJob(saw);
    if (!state.isJobDone() && !leftAfterItsJob) {
      life.checkJob();
    }
    if (life.job().isTakenBy(runner.name())) {
      state.took(jobId);
      if (life.job().state() == JobState.State.COMPLETED) {
        state.jobCompleted();
      }
    }
    return Optional.of(
        leftAfterItsJob
            ? new End.RanJob(jobId, LifeRules.sentence(saw))
            : LifeRules.endOf(saw, runner.id() != null, state, jobId));
  }

  /** Returns the end of a runner that was there, and is not any more. */
  End lost(WaitResult saw) {
    return LifeRules.endOf(saw, true, state, jobId);
  }

  /**
   * Returns whether it left as a runner does after its job: containers are often faster than
   * webhooks, and if its webhook is lost, the life asks before it ends.
   */
  private boolean hasLeftAfterItsJob(WaitResult saw) {
    return LifeRules.exited(saw, 0)
        && !state.isUnwanted()
        && life.job().state() == JobState.State.IN_PROGRESS
        && life.job().isTakenBy(runner.name());
  }

  private WaitRequest wait(Instant from, Duration patience, @Nullable Duration limit) {
    return new WaitRequest(
        runner,
        requireNonNull(task),
        from,
        patience,
        limit,
        deadlines.exit(),
        starting.startTime(),
        state.isTaken());
  }

  Awaited awaitStart(Instant begun, Duration patience) {
    return follow(steps.awaitStart(wait(begun, patience, null)));
  }

  Awaited follow(Awaited wait) {
    waits.add(wait);
    return wait;
  }

  /** Every wait that was begun; each comes true at the latest when the task is gone. */
  List<Awaited> waits() {
    return waits;
  }

  boolean areWaitsOver() {
    return waits.stream().allMatch(Awaited::isOver);
  }
}
