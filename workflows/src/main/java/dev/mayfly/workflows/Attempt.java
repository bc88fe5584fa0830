package dev.mayfly.workflows;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.LifeStatus.PhaseEntry;
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
 * start, online, completion → clean up. Messages only set fields; the story looks at them wherever
 * it waits. A story's stage answers with the runner's end, or with nothing when the next stage is
 * due.
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
  private final List<PhaseEntry> phases = new ArrayList<>();
  private final List<Awaited> awaited = new ArrayList<>();
  private final CleanUp cleanUp;
  private RunnerRef runner;
  private @Nullable TaskRef task;
  private @Nullable String address;
  private @Nullable Long takenJob;
  private boolean jobDone;
  private @Nullable String letGo;
  private boolean spare;
  private boolean forced;
  private @Nullable End end;

  Attempt(Life life, Steps steps, Waits waits, RunnerRequest request, RunnerName name) {
    this.life = life;
    this.steps = steps;
    this.waits = waits;
    this.request = request;
    this.name = name;
    this.runner = new RunnerRef(name, request.job(), request.pool(), null);
    this.cleanUp = new CleanUp(steps, waits, request.deadlines().exit());
  }

  /** The whole attempt; returns when nothing of the runner is left. */
  void live() {
    End how;
    try {
      how = story();
    } catch (StepFailed e) {
      how = new End.Failed(String.valueOf(e.getMessage()));
    }
    enter(Phase.CLEANING_UP);
    cleanUp.run(runner, task, how, forced, awaited);
    end = how;
    enter(Phase.ENDED);
  }

  private End story() {
    enter(Phase.MINTING);
    RunnerToken token = steps.mintRunnerToken(runner, request.labels());
    runner = runner.withId(token.runnerId());
    task = new TaskRef(steps.ensureBatchJob(request.pool()), name);
    if (isUnwanted()) {
      return new End.Released(whyUnwanted());
    }
    address =
        steps.createTask(
            new TaskOrder(
                task, runner, request.labels(), token, request.deadlines().maxWallClock()));
    return untilStarted(task, waits.now())
        .or(this::untilOnline)
        .orElseGet(() -> untilOver(waits.now()));
  }

  private Optional<End> untilStarted(TaskRef created, Instant since) {
    enter(Phase.WAITING_FOR_CAPACITY);
    Awaited start = follow(steps.awaitStart(watch(since, TOKEN_FRESH)));
    waits.until(() -> start.isOver() || isTaken() || isUnwanted());
    if (isTaken()) {
      return Optional.empty();
    }
    if (!start.isOver() && cleanUp.withdraw(created)) {
      return Optional.of(new End.Released(whyUnwanted()));
    }
    Sighting saw = start.get();
    if (saw instanceof Sighting.Overdue && cleanUp.withdraw(created)) {
      return Optional.of(new End.Released("its token grew too old while it waited for capacity"));
    }
    return endOf(saw);
  }

  private Optional<End> untilOnline() {
    enter(Phase.STARTING);
    Awaited online = follow(steps.awaitOnline(watch(waits.now(), request.deadlines().online())));
    waits.until(() -> online.isOver() || isTaken() || forced);
    if (forced) {
      return Optional.of(new End.Released(whyUnwanted()));
    }
    if (isTaken()) {
      return Optional.empty();
    }
    Sighting saw = online.get();
    if (saw instanceof Sighting.Online seen) {
      runner = runner.withId(seen.runnerId());
    }
    return saw instanceof Sighting.Overdue late
        ? leaving(new End.NeverOnline(late.found()))
        : endOf(saw);
  }

  private End untilOver(Instant online) {
    Instant since = online;
    Duration patience = request.deadlines().idle();
    Optional<End> decided = Optional.empty();
    while (decided.isEmpty()) {
      Awaited completion = follow(steps.awaitCompletion(watch(since, patience)));
      decided = untilDecided(completion, patience);
      since = waits.now();
      patience = Rules.longer(patience);
    }
    return decided.get();
  }

  /** Empty when the wait is over and the runner stays: it is to be watched again. */
  private Optional<End> untilDecided(Awaited completion, Duration patience) {
    while (true) {
      boolean busy = isTaken();
      enter(busy ? Phase.BUSY : Phase.ONLINE);
      waits.until(
          () -> completion.isOver() || jobDone || forced || mustLeave() || busy != isTaken());
      if (forced || jobDone) {
        return Optional.of(endNow());
      }
      if (completion.isOver()) {
        return decide(completion.get(), patience);
      }
      if (mustLeave()) {
        Optional<End> left = leaving(new End.Released(whyUnwanted()));
        if (left.isPresent()) {
          return left;
        }
      }
    }
  }

  private Optional<End> decide(Sighting saw, Duration patience) {
    if (saw instanceof Sighting.Busy busy) {
      runner = runner.withId(busy.runnerId());
      if (!isTaken()) {
        life.ask();
        took(life.job().isTakenBy(name) ? request.job().id() : 0);
      }
      return Optional.empty();
    }
    if (saw instanceof Sighting.Idle) {
      life.ask();
      boolean wanted = letGo == null && life.job().state() == JobFacts.State.QUEUED;
      return wanted
          ? Optional.empty()
          : leaving(new End.IdleTimedOut("online for " + patience + " without a job"));
    }
    if (saw instanceof Sighting.Overdue limit) {
      forced = true;
      return Optional.of(new End.JobTimedOut(limit.found()));
    }
    return endOf(saw);
  }

  /**
   * The end, if this runner is not to be kept: unless the forge says that it has a job after all.
   */
  private Optional<End> leaving(End how) {
    if (cleanUp.unregister(runner)) {
      return Optional.of(how);
    }
    took(0);
    return Optional.empty();
  }

  /** The end of a runner whose task or registration is gone; nothing for any other sighting. */
  private Optional<End> endOf(Sighting saw) {
    if (!(saw instanceof Sighting.Ended) && !(saw instanceof Sighting.Gone)) {
      return Optional.empty();
    }
    if (!jobDone) {
      life.ask();
    }
    if (life.job().isTakenBy(name)) {
      took(request.job().id());
      jobDone |= life.job().state() == JobFacts.State.COMPLETED;
    }
    boolean seen = runner.id() != null;
    return Optional.of(Rules.endOf(saw, seen, jobDone, takenJob, request.job().id()));
  }

  private End endNow() {
    if (takenJob == null) {
      return new End.Released(whyUnwanted());
    }
    return new End.RanJob(
        takenJob, jobDone ? "the forge reported its job as completed" : whyUnwanted());
  }

  private Watch watch(Instant from, Duration patience) {
    Deadlines deadlines = request.deadlines();
    return new Watch(
        runner, requireNonNull(task), from, patience, deadlines.job(), deadlines.exit(), isTaken());
  }

  private Awaited follow(Awaited wait) {
    awaited.add(wait);
    return wait;
  }

  // Messages.

  /** This runner took a job: the life's own, another life's, or (0) nobody could say which. */
  void took(long jobId) {
    if (takenJob == null || takenJob == 0) {
      takenJob = jobId;
      life.changed();
    }
  }

  void took(long jobId, @Nullable Long runnerId) {
    runner = runner.withId(runnerId);
    took(jobId);
  }

  void jobCompleted() {
    jobDone = true;
  }

  /** Not needed any more: leaves as soon as it has no job. */
  void letGo(String cause) {
    if (letGo == null) {
      letGo = cause;
    }
  }

  /**
   * Its job runs on another of our runners, whose own job may be short of one: stays if it has
   * started.
   */
  void keepAsSpare() {
    spare = true;
  }

  /** Ends it, job or no job: an operator asked for that by name. */
  void force() {
    forced = true;
  }

  // Claims.

  RunnerName name() {
    return name;
  }

  /** Its Batch task's address, once it has one. */
  Optional<String> address() {
    return Optional.ofNullable(address);
  }

  Optional<End> end() {
    return Optional.ofNullable(end);
  }

  boolean isTaken() {
    return takenJob != null;
  }

  boolean tookAnother() {
    return takenJob != null && takenJob != request.job().id();
  }

  /** Whether the life's job may still come to run here. */
  boolean isHopeful() {
    return phase().compareTo(Phase.CLEANING_UP) < 0 && letGo == null && !forced && !tookAnother();
  }

  boolean isOnline() {
    return phase() == Phase.ONLINE || phase() == Phase.BUSY;
  }

  Phase phase() {
    return phases.isEmpty() ? Phase.REQUESTED : phases.get(phases.size() - 1).phase();
  }

  Instant since() {
    return phases.get(phases.size() - 1).at();
  }

  AttemptStatus status() {
    return new AttemptStatus(
        name.toString(), phase(), List.copyOf(phases), end().map(Rules::sentence).orElse(null));
  }

  private boolean isUnwanted() {
    return letGo != null || spare || forced;
  }

  private boolean mustLeave() {
    return letGo != null && !isTaken();
  }

  private String whyUnwanted() {
    if (letGo != null) {
      return forced ? "ended by force: " + letGo : letGo;
    }
    return spare ? "its job runs on another runner" : "ended by force";
  }

  private void enter(Phase phase) {
    if (phase != phase()) {
      phases.add(new PhaseEntry(phase, waits.now()));
      life.changed();
    }
  }
}
