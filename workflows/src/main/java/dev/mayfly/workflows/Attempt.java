package dev.mayfly.workflows;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.Steps.Awaited;
import dev.mayfly.workflows.Steps.StepFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One runner, from its token to the last trace of it: mint → ensure job → create task → await
 * start, online, completion → clean up. A stage of the story answers with the runner's end, or with
 * nothing when the next stage is due.
 */
final class Attempt {

  // A registration token lives for an hour on GitHub; a task that starts later than this gets a
  // fresh one.
  static final Duration TOKEN_FRESH = Duration.ofMinutes(50);

  /** What an attempt knows of the life around it. */
  interface Life {

    /** Asks the forge about the life's job; the answer is in {@link #job} afterwards. */
    void ask();

    JobFacts job();

    /** Something changed that an onlooker would like to see. */
    void changed();
  }

  private final Life life;
  private final Steps steps;
  private final Waits waits;
  private final RunnerRequest request;
  private final RunnerName name;
  private final @Nullable Turn turn;
  private final RunnerFacts facts;
  private final CleanUp cleanUp;
  private final List<Awaited> awaited = new ArrayList<>();
  private RunnerRef runner;
  private @Nullable TaskRef task;
  private @Nullable Duration jobLimit;
  private @Nullable String address;

  /**
   * @param turn to be waited for before anything is made; absent where nobody has to.
   */
  Attempt(
      Life life,
      Steps steps,
      Waits waits,
      RunnerRequest request,
      RunnerName name,
      @Nullable Turn turn) {
    this.life = life;
    this.steps = steps;
    this.waits = waits;
    this.request = request;
    this.name = name;
    this.turn = turn;
    this.facts = new RunnerFacts(request.job().id());
    this.cleanUp = new CleanUp(steps, waits, facts, request.deadlines());
    this.runner = new RunnerRef(name, request.job(), request.pool(), null);
  }

  /** The whole attempt; returns when nothing of the runner is left. */
  void live() {
    End how;
    try {
      how = story();
    } catch (StepFailed e) {
      how = afterFailure(new End.Failed(String.valueOf(e.getMessage()), e.isPoolFault()));
    }
    while (!isCleanedUp(how)) {
      took(0);
      how = untilOver(waits.now());
    }
    facts.ended(how);
    enter(Phase.ENDED);
  }

  /** Not so when the runner turns out to have a job after all. */
  private boolean isCleanedUp(End how) {
    enter(Phase.CLEANING_UP);
    if (how instanceof End.Failed failed && failed.poolFault()) {
      tellPool(failed.cause());
    }
    if (!cleanUp.run(runner, task, how, awaited)) {
      return false;
    }
    if (turn != null) {
      steps.leaveTurn(turn);
    }
    waits.until(() -> awaited.stream().allMatch(Awaited::isOver));
    return true;
  }

  private void tellPool(String cause) {
    PoolId pool = new PoolId(name.life().installation(), request.pool());
    try {
      steps.pausePool(pool, new PoolPause(name.toString(), cause, waits.now()));
    } catch (StepFailed unheard) {
      // The next attempt asks the pool for a turn in any case.
    }
  }

  /** A task whose creation failed may exist all the same, and its runner may have a job by now. */
  private End afterFailure(End failed) {
    return task == null ? failed : leaving(failed).orElseGet(() -> untilOver(waits.now()));
  }

  private End story() {
    if (turn != null && !isAdmitted(turn)) {
      return new End.Released(facts.whyUnwanted());
    }
    enter(Phase.MINTING);
    RunnerToken token = steps.mintRunnerToken(runner, request.labels());
    runner = runner.withId(token.runnerId());
    task = new TaskRef(steps.ensureBatchJob(request.pool()), name);
    if (facts.isUnwanted()) {
      return new End.Released(facts.whyUnwanted());
    }
    address =
        steps.createTask(
            new TaskOrder(
                task, runner, request.labels(), token, request.deadlines().maxWallClock()));
    return untilStarted(task, waits.now())
        .or(this::untilOnline)
        .orElseGet(() -> untilOver(waits.now()));
  }

  private boolean isAdmitted(Turn asked) {
    enter(Phase.WAITING_FOR_CAPACITY);
    Awaited admitted = follow(steps.awaitTurn(asked));
    waits.until(() -> admitted.isOver() || facts.isUnwanted());
    return !facts.isUnwanted();
  }

  private Optional<End> untilStarted(TaskRef created, Instant since) {
    enter(Phase.WAITING_FOR_CAPACITY);
    Awaited start = follow(steps.awaitStart(watch(since, TOKEN_FRESH, null)));
    waits.until(() -> start.isOver() || facts.isTaken() || facts.isUnwanted());
    if (facts.isTaken()) {
      return Optional.empty();
    }
    if (!start.isOver() && cleanUp.withdraw(created)) {
      return Optional.of(new End.Released(facts.whyUnwanted()));
    }
    Sighting saw = start.get();
    if (saw instanceof Sighting.Overdue && cleanUp.withdraw(created)) {
      return Optional.of(new End.Released("its token grew too old while it waited for capacity"));
    }
    return endOf(saw);
  }

  private Optional<End> untilOnline() {
    enter(Phase.STARTING);
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
    Sighting saw = online.get();
    if (saw instanceof Sighting.Online seen) {
      runner = runner.withId(seen.runnerId());
    }
    if (saw instanceof Sighting.Overdue late) {
      Duration more = facts.takeExtension();
      return more.isZero() ? leaving(new End.NeverOnline(late.found())) : untilOnline(more);
    }
    return endOf(saw);
  }

  private End untilOver(Instant online) {
    Instant since = online;
    Duration patience = request.deadlines().idle();
    jobLimit = request.deadlines().job();
    Optional<End> decided = Optional.empty();
    while (decided.isEmpty()) {
      Awaited completion = follow(steps.awaitCompletion(watch(since, patience, jobLimit)));
      decided = untilDecided(completion, patience);
      since = waits.now();
      patience = Rules.longer(patience);
    }
    return decided.get();
  }

  /** Empty when the wait is over and the runner stays: it is to be watched again. */
  private Optional<End> untilDecided(Awaited completion, Duration patience) {
    while (true) {
      boolean busy = facts.isTaken();
      enter(busy ? Phase.BUSY : Phase.ONLINE);
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

  private Optional<End> decide(Sighting saw, Duration patience) {
    if (saw instanceof Sighting.Busy busy) {
      foundBusy(busy);
      return Optional.empty();
    }
    if (saw instanceof Sighting.Idle) {
      return isStillWanted()
          ? Optional.empty()
          : leaving(new End.IdleTimedOut("online for " + patience + " without a job"));
    }
    if (saw instanceof Sighting.Overdue limit) {
      return pastLimit(limit);
    }
    Optional<End> over = endOf(saw);
    // What is gone may come back as long as its container runs, and may then have a job.
    return saw instanceof Sighting.Gone gone && gone.mayRun() ? over.flatMap(this::leaving) : over;
  }

  private Optional<End> pastLimit(Sighting.Overdue limit) {
    Duration more = facts.takeExtension();
    if (!more.isZero()) {
      jobLimit = more;
      return Optional.empty();
    }
    facts.force();
    return Optional.of(new End.JobTimedOut(limit.found()));
  }

  /** Busy, and no webhook said with which job: its own, if the forge says so. */
  private void foundBusy(Sighting.Busy busy) {
    runner = runner.withId(busy.runnerId());
    if (!facts.isTaken()) {
      life.ask();
      took(life.job().isTakenBy(name) ? request.job().id() : 0);
    }
  }

  /** Online but never assigned: kept while its job is queued, whatever the idle deadline. */
  private boolean isStillWanted() {
    life.ask();
    boolean extended = !facts.takeExtension().isZero();
    return !facts.mustLeave() && (extended || life.job().state() == JobFacts.State.QUEUED);
  }

  /**
   * The end, if this runner is not to be kept: unless the forge says that it has a job after all.
   */
  private Optional<End> leaving(End how) {
    if (cleanUp.unregister(runner)) {
      // A job that it took while the forge could not be asked is done by now.
      return Optional.of(facts.isTaken() && !how.isFailure() ? facts.endNow() : how);
    }
    took(0);
    return Optional.empty();
  }

  /** The end of a runner whose task or registration is gone; nothing for any other sighting. */
  private Optional<End> endOf(Sighting saw) {
    if (!(saw instanceof Sighting.Ended) && !(saw instanceof Sighting.Gone)) {
      return Optional.empty();
    }
    if (!facts.isJobDone()) {
      life.ask();
    }
    if (life.job().isTakenBy(name)) {
      took(request.job().id());
      if (life.job().state() == JobFacts.State.COMPLETED) {
        facts.jobCompleted();
      }
    }
    return Optional.of(Rules.endOf(saw, runner.id() != null, facts, request.job().id()));
  }

  private Watch watch(Instant from, Duration patience, @Nullable Duration limit) {
    return new Watch(
        runner,
        requireNonNull(task),
        from,
        patience,
        limit,
        request.deadlines().exit(),
        facts.isTaken());
  }

  private Awaited follow(Awaited wait) {
    awaited.add(wait);
    return wait;
  }

  private void took(long jobId) {
    facts.took(jobId);
    life.changed();
  }

  private void enter(Phase phase) {
    if (phase != facts.phase()) {
      facts.entered(phase, waits.now());
      life.changed();
    }
  }

  /** A webhook said that this runner took a job, and under which id it is registered. */
  void tookJob(JobEvent event) {
    runner = runner.withId(event.runnerId());
    took(event.jobId());
  }

  /**
   * Moves every deadline that is still to come; the task's own backstop follows. Says what became
   * of it.
   */
  String extend(Duration by) {
    facts.extend(by);
    if (task == null) {
      return name + " has no task yet";
    }
    Duration backstop = request.deadlines().maxWallClock().plus(facts.extension());
    try {
      boolean isThere = steps.extendTask(task, backstop, Rules.RETENTION);
      return name + (isThere ? ": Batch ends its task after " + backstop : ": its task is over");
    } catch (StepFailed e) {
      return name + ": its task keeps Batch's own limit: " + e.getMessage();
    }
  }

  RunnerName name() {
    return name;
  }

  RunnerFacts facts() {
    return facts;
  }

  /** Its Batch task's address, once it has one. */
  Optional<String> address() {
    return Optional.ofNullable(address);
  }

  AttemptStatus status() {
    return new AttemptStatus(
        name.toString(),
        facts.phase(),
        facts.phases(),
        facts.end().map(Rules::sentence).orElse(null));
  }
}
