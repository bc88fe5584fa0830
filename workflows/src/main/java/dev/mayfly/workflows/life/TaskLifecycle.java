package dev.mayfly.workflows.life;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.life.LifeSteps.Awaited;
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

  // A registration token lives for an hour on GitHub; a task that starts later than this gets a
  // fresh one.
  static final Duration TOKEN_FRESH = Duration.ofMinutes(50);

  private final Attempt.Life life;
  private final LifeSteps steps;
  private final WorkflowRuntime waits;
  private final RunnerRequest request;
  private final RunnerState facts;
  private final CleanUp cleanUp;
  private final List<Awaited> awaited = new ArrayList<>();
  private RunnerRef runner;
  private @Nullable TaskRef task;
  private @Nullable Duration jobLimit;

  TaskLifecycle(
      Attempt.Life life,
      LifeSteps steps,
      WorkflowRuntime waits,
      RunnerRequest request,
      RunnerState facts,
      CleanUp cleanUp,
      RunnerRef runner) {
    this.life = life;
    this.steps = steps;
    this.waits = waits;
    this.request = request;
    this.facts = facts;
    this.cleanUp = cleanUp;
    this.runner = runner;
  }

  /** The runner, with the id of its registration as soon as anybody knows it. */
  RunnerRef runner() {
    return runner;
  }

  void registered(@Nullable Long id) {
    runner = runner.withId(id);
  }

  Optional<TaskRef> task() {
    return Optional.ofNullable(task);
  }

  /** The task is about to be created. */
  void begin(TaskRef created) {
    task = created;
  }

  End untilEnd() {
    return untilStarted(requireNonNull(task)).or(this::untilOnline).orElseGet(this::untilOver);
  }

  private Optional<End> untilStarted(TaskRef created) {
    facts.enter(Phase.WAITING_FOR_CAPACITY, waits.now());
    Awaited start = follow(steps.awaitStart(watch(waits.now(), TOKEN_FRESH, null)));
    waits.until(() -> start.isOver() || facts.isTaken() || facts.isUnwanted());
    if (facts.isTaken()) {
      return Optional.empty();
    }
    String why = facts.whyUnwanted();
    if (!start.isOver() && cleanUp.withdraw(created)) {
      return Optional.of(withdrawn(why));
    }
    WaitResult saw = start.get();
    if (saw instanceof WaitResult.Overdue && cleanUp.withdraw(created)) {
      return Optional.of(withdrawn("its token grew too old while it waited for capacity"));
    }
    return endOf(saw);
  }

  /**
   * A node may have started it while Batch did not answer, and was preempted after it took a job.
   */
  private End withdrawn(String why) {
    WaitResult preempted = new WaitResult.Gone(waits.now(), "its node", false);
    return facts.isTaken()
        ? LifeRules.endOf(preempted, true, facts, request.job().id())
        : new End.Released(why);
  }

  private Optional<End> untilOnline() {
    facts.enter(Phase.STARTING, waits.now());
    return untilOnline(request.deadlines().online());
  }

  private Optional<End> untilOnline(Duration patience) {
    Awaited online = follow(steps.awaitOnline(watch(waits.now(), patience, null)));
    waits.until(() -> online.isOver() || facts.isTaken() || facts.isForced());
    if (facts.isForced()) {
      return Optional.of(facts.endNow());
    }
    if (facts.isTaken()) {
      return Optional.empty();
    }
    WaitResult saw = online.get();
    if (saw instanceof WaitResult.Online seen) {
      runner = runner.withId(seen.runnerId());
    }
    if (saw instanceof WaitResult.Overdue late) {
      Duration more = facts.takeExtension();
      return more.isZero() ? leaving(new End.NeverOnline(late.found())) : untilOnline(more);
    }
    return endOf(saw);
  }

  /** From online on; also for a runner that turns out to have a job while it is being removed. */
  End untilOver() {
    Instant since = waits.now();
    Duration patience = request.deadlines().idle();
    jobLimit = request.deadlines().job();
    Optional<End> decided = Optional.empty();
    while (decided.isEmpty()) {
      Awaited completion = follow(steps.awaitCompletion(watch(since, patience, jobLimit)));
      decided = untilDecided(completion, patience);
      since = waits.now();
      patience = LifeRules.longer(patience);
    }
    return decided.get();
  }

  /** Empty when the wait is over and the runner stays: it is to be watched again. */
  private Optional<End> untilDecided(Awaited completion, Duration patience) {
    while (true) {
      boolean busy = facts.isTaken();
      facts.enter(busy ? Phase.BUSY : Phase.ONLINE, waits.now());
      waits.until(
          () ->
              completion.isOver()
                  || facts.isJobDone()
                  || facts.isForced()
                  || facts.mustLeave()
                  || busy != facts.isTaken());
      if (facts.isJobDone() || facts.isForced()) {
        return Optional.of(facts.endNow());
      }
      if (completion.isOver()) {
        return decide(completion.get(), patience);
      }
      if (facts.mustLeave()) {
        Optional<End> left = leaving(new End.Released(facts.whyUnwanted()));
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
      return isStillWanted()
          ? Optional.empty()
          : leaving(new End.IdleTimedOut("online for " + patience + " without a job"));
    }
    if (saw instanceof WaitResult.Overdue limit) {
      return pastLimit(limit);
    }
    Optional<End> over = endOf(saw);
    // What is gone may come back as long as its container runs, and may then have a job.
    return saw instanceof WaitResult.Gone gone && gone.mayRun()
        ? over.flatMap(this::leaving)
        : over;
  }

  private Optional<End> pastLimit(WaitResult.Overdue limit) {
    Duration more = facts.takeExtension();
    if (!more.isZero()) {
      jobLimit = more;
      return Optional.empty();
    }
    facts.force();
    return Optional.of(new End.JobTimedOut(limit.found()));
  }

  /** Busy, and no webhook said with which job: its own, if the forge says so. */
  private void foundBusy(WaitResult.Busy busy) {
    runner = runner.withId(busy.runnerId());
    if (!facts.isTaken()) {
      life.ask();
      facts.took(life.job().isTakenBy(runner.name()) ? request.job().id() : 0);
    }
  }

  /** Online but never assigned: kept while its job is queued, whatever the idle deadline. */
  private boolean isStillWanted() {
    if (facts.isTaken()) {
      return false; // An ephemeral runner takes no second job.
    }
    life.ask();
    boolean extended = !facts.takeExtension().isZero();
    return !facts.mustLeave() && (extended || life.job().state() == JobState.State.QUEUED);
  }

  /**
   * The end, if this runner is not to be kept: unless the forge says that it has a job after all.
   */
  Optional<End> leaving(End how) {
    boolean thoughtDone = facts.isJobDone();
    if (cleanUp.unregister(runner)) {
      // A job that it took while the forge could not be asked is done by now.
      return Optional.of(
          facts.isJobDone() || (facts.isTaken() && !how.isFailure()) ? facts.endNow() : how);
    }
    if (thoughtDone) {
      facts.hasJobAfterAll();
    } else {
      facts.took(0);
    }
    return Optional.empty();
  }

  /** The end of a runner whose task or registration is gone; nothing for any other sighting. */
  private Optional<End> endOf(WaitResult saw) {
    if (!(saw instanceof WaitResult.Ended) && !(saw instanceof WaitResult.Gone)) {
      return Optional.empty();
    }
    boolean leftAfterItsJob = isWordUnderWay(saw);
    if (!facts.isJobDone() && !leftAfterItsJob) {
      life.ask();
    }
    if (life.job().isTakenBy(runner.name())) {
      facts.took(request.job().id());
      if (life.job().state() == JobState.State.COMPLETED) {
        facts.jobCompleted();
      }
    }
    return Optional.of(
        leftAfterItsJob
            ? new End.RanJob(request.job().id(), LifeRules.sentence(saw))
            : LifeRules.endOf(saw, runner.id() != null, facts, request.job().id()));
  }

  /**
   * Whether it left as a runner does after its job: containers are often faster than webhooks, and
   * if that word is lost, the life asks before it ends.
   */
  private boolean isWordUnderWay(WaitResult saw) {
    return LifeRules.exited(saw, 0)
        && !facts.isUnwanted()
        && life.job().state() == JobState.State.IN_PROGRESS
        && life.job().isTakenBy(runner.name());
  }

  private WaitRequest watch(Instant from, Duration patience, @Nullable Duration limit) {
    return new WaitRequest(
        runner,
        requireNonNull(task),
        from,
        patience,
        limit,
        request.deadlines().exit(),
        facts.isTaken());
  }

  Awaited follow(Awaited wait) {
    awaited.add(wait);
    return wait;
  }

  /** Every wait that was begun; each comes true at the latest when the task is gone. */
  List<Awaited> awaited() {
    return awaited;
  }
}
