package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.End;
import dev.mayfly.workflows.life.LifeRules;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.simulator.Script.Call;
import dev.mayfly.workflows.simulator.Script.Fault;
import dev.mayfly.workflows.simulator.Script.Service;
import dev.mayfly.workflows.simulator.Script.Trait;
import dev.mayfly.workflows.step.JobStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The checks of the invariants I1 to I4 and I6, while a fleet is played and at its end. */
final class InvariantChecks {

  // What is made for a job that has been served for longer than this is made for nothing (I3): two
  // minutes until an event counts as old, and one for the calls.
  private static final long KNOWN_BY_NOW = 3 * FleetModel.MINUTE;
  // Its last start found what an earlier one had registered, so that one was there.
  private static final String USED = "exit code " + ModelBatch.USED;

  private static final int MOST_REFUSALS = 10;

  private final Map<LifeRun, Deque<Long>> refusals = new HashMap<>();
  private final Script script;
  private final BatonScheduler time;
  private final FleetModel model;
  private final List<String> wrongs;

  InvariantChecks(Script script, BatonScheduler time, FleetModel model) {
    this.script = script;
    this.time = time;
    this.model = model;
    this.wrongs = model.wrongs;
  }

  // I3, as runners are made.

  /** A runner is made: not for a job that has long been served. */
  void isNeeded(ModelJob job, RunnerName name, LifeRun run) {
    boolean asked =
        within(run.reprovisionedAt, KNOWN_BY_NOW)
            || (run.wasReset && within(run.startedAt, KNOWN_BY_NOW));
    boolean served = job.isServed() && time.now() - job.changedAt > KNOWN_BY_NOW;
    boolean unanswered =
        (maySayNothing(job) && !isToldOfItsEnd(run))
            || isUnknownForLong(job); // Then it is provided for (D2).
    if (served && !asked && !unanswered) {
      wrongs.add("I3: " + name + " is made although its job has long been served");
    }
  }

  /** Returns whether it was told long ago who had its job when that was over, and nothing since. */
  private boolean isToldOfItsEnd(LifeRun run) {
    return run.lastTold().stream()
        .anyMatch(last -> last.isAnEnd() && !within(last.at(), KNOWN_BY_NOW));
  }

  /** A task is made: not while another one of this life may still come to serve its job. */
  void noneServes(ModelJob job, RunnerName name, LifeRun run) {
    if (run.wasReset) {
      return; // It is told of runners of the run before that it has not made yet.
    }
    for (ModelTask task : model.batch.tasks.values()) {
      boolean may =
          task.name.life().equals(name.life())
              && !task.mishap
              && task.unregisteredAt < 0
              && task.ran == null
              && !(script.sweeping() != null && isOfAnotherRun(task, name))
              && (task.state == ModelTask.State.ACTIVE || task.isAlive());
      // Let go by an operator, or since the job was not to run then.
      boolean letGo = task.name.attempt() <= run.letGoUpTo || task.createdAt < job.neededSince;
      if (may && !letGo) {
        wrongs.add("I3: " + name + " is made although " + task.name + " may serve its job");
      }
    }
  }

  /**
   * A life that was terminated leaves its runners to the sweep, and a step that was under way then
   * may make one after the next run has begun.
   */
  private static boolean isOfAnotherRun(ModelTask task, RunnerName name) {
    return !task.name.run().equals(name.run());
  }

  private boolean within(long at, long span) {
    return at >= 0 && time.now() - at <= span;
  }

  // D17, as calls are refused.

  /** The credential is refused: a run of a life does not ask again and again (D17). */
  void refused(LifeRun run, Object what) {
    model.tell(() -> "  " + what + " is refused");
    Deque<Long> lately = refusals.computeIfAbsent(run, life -> new ArrayDeque<>());
    lately.removeIf(at -> !within(at, 60 * FleetModel.MINUTE));
    lately.add(time.now());
    if (lately.size() == faults() * MOST_REFUSALS + 1) {
      wrongs.add(
          "D17: the life of job " + run.request.job().id() + " is refused too often in an hour");
    }
  }

  /** Returns the number of faults that pause the pool: the end of each is a new beginning. */
  private long faults() {
    long credentials =
        script.outages().stream().filter(it -> it.service() == Service.CREDENTIAL).count();
    boolean ofRunners =
        script.jobs().stream()
            .flatMap(job -> job.boots().stream())
            .anyMatch(it -> it.fault() == Fault.NEVER_STARTS || it.fault() == Fault.OUTDATED);
    return credentials + (ofRunners ? 1 : 0);
  }

  // I4, as tasks are ended.

  /** Returns whether an operator or the job limit allows to end a task with whatever runs in it. */
  boolean mayKill(RunnerName name, LifeRun run) {
    ModelTask task = model.batch.tasks.get(name);
    Duration limit = run.request.deadlines().job();
    boolean late = task != null && limit != null && time.now() - task.startedAt > limit.toMillis();
    return run.forcedAt >= 0 || late;
  }

  // I6, as lives end.

  void closed(LifeRun run) {
    ModelJob job = model.job(run.request.job().id());
    Outcome outcome = run.outcome();
    model.tell(() -> "life " + job.id + " ends as " + outcome);
    if (!isTrue(outcome, job, run)) {
      wrongs.add(
          "I6: the life of job %d ended as %s, but the job is %s on %s: %s, before %s"
              .formatted(job.id, outcome, job.status, job.runner, job.conclusion, job.history));
    }
    if (!run.pending().isEmpty()) {
      wrongs.add("I6: the life of job " + job.id + " ended before " + run.pending());
    }
    if (run.nonsense() > 0 && !run.life().status().line().contains("ignored " + run.nonsense())) {
      wrongs.add("I6: " + job.id + " does not say of all nonsense: " + run.life().status().line());
    }
    List<AttemptStatus> attempts = run.life().status().attempts();
    // A run that began anew takes the runners of the run before, by their names, for its own.
    if (!run.wasReset) {
      attempts.forEach(attempt -> judgeEnd(job, run, attempt));
    }
    if (script.isHealthy()) {
      judgeHealthy(job, run, attempts);
    }
  }

  private boolean isTrue(Outcome outcome, ModelJob job, LifeRun run) {
    if (outcome instanceof Outcome.Completed completed) {
      ModelJob.Ran said = new ModelJob.Ran(completed.runner(), completed.conclusion());
      boolean unknown = completed.conclusion().equals("unknown") && maySayNothing(job);
      return unknown || job.history.contains(said);
    }
    if (outcome instanceof Outcome.NotNeeded) {
      return job.history.stream().anyMatch(ran -> !isOurs(ran.runner()))
          || (job.runner != null && !job.isOfOurs())
          || maySayNothing(job);
    }
    if (outcome instanceof Outcome.AttemptsSpent spent) {
      long failures = run.life().attempts().ends().stream().filter(End::isFailure).count();
      return failures >= LifeRules.MOST_FAILURES && spent.attempts() >= failures;
    }
    return run.cancelledAt >= 0;
  }

  /** A forge that refuses to say anything of a job has it provided for (D2). */
  private boolean maySayNothing(ModelJob job) {
    return job.script.get(Trait.SILENT) > 0
        || job.script.calls().contains(Call.IS_REFUSED)
        || mayRefuseCredential();
  }

  private boolean mayRefuseCredential() {
    return script.outages().stream().anyMatch(outage -> outage.service() == Service.CREDENTIAL);
  }

  private static boolean isOurs(@Nullable String runner) {
    return runner != null && runner.startsWith(FleetRun.INSTALLATION);
  }

  private void judgeEnd(ModelJob job, LifeRun run, AttemptStatus attempt) {
    RunnerName name = RunnerName.parse(attempt.runner()).orElseThrow();
    ModelTask task = model.batch.ever.get(name);
    String end = String.valueOf(attempt.end());
    ModelJob ran = task == null ? null : task.ran;
    boolean true_ =
        switch (end.replaceAll(":.*", "")) {
          // A container that leaves with exit code 0 may have had a job or not: nobody can tell.
          case "RanJob" -> ran != null || requireNonNull(task).wasOffered || end.endsWith("if any");
          // An operator's word goes before a look: what no webhook told is not known then.
          case "Released" -> ran == null || isUntold(ran) || run.cancelledAt >= 0;
          case "IdleTimedOut", "Unassigned" -> ran == null;
          case "NeverOnline" ->
              !end.contains(USED) && (ran == null ? wasLate(task) : mayBeLate(task, ran));
          case "JobTimedOut" -> ran != null;
          case "Lost" -> requireNonNull(task).mishap || (ran != null && isUnclear(ran, job));
          case "Failed" -> isExplained(job, task);
          default -> false;
        };
    if (!true_) {
      wrongs.add(
          "I6: %s ended as %s, but it ran %s"
              .formatted(name, end, ran == null ? "none" : "job " + ran.id));
    }
  }

  /** Returns whether something went wrong with it, or it took longer than it may. */
  private boolean wasLate(@Nullable ModelTask task) {
    long patience = Deadlines.DEFAULT.online().toMillis();
    return task != null && (task.mishap || time.now() - task.startedAt > patience);
  }

  /** Not yet: one that came late may have done its job while it was being removed. */
  private boolean mayBeLate(@Nullable ModelTask task, ModelJob ran) {
    return isUntold(ran) || (task != null && task.boot.fault() == Fault.LATE);
  }

  /** Which run of which job it was, nobody may have been able to say. */
  private boolean isUnclear(ModelJob ran, ModelJob own) {
    return isUntold(ran)
        && (ran != own
            || ran.script.get(Trait.RERUN_SAME) > 0
            || ran.script.get(Trait.UNTOLD) > 0
            || maySayNothing(own));
  }

  private boolean isExplained(ModelJob job, @Nullable ModelTask task) {
    return job.script.calls().contains(Call.IS_REFUSED)
        || (task != null && task.mishap)
        || mayRefuseCredential()
        || isUnknownForLong(job)
        || script.outages().stream().anyMatch(outage -> outage.lasts() >= 3600);
  }

  /** A step that was tried in vain for long may come to a worker that does not have the pool. */
  private boolean isUnknownForLong(ModelJob job) {
    return job.script.calls().contains(Call.IS_UNKNOWN_HERE) && !script.outages().isEmpty();
  }

  /** Returns whether news of the job may have come too late. */
  private boolean isUntold(ModelJob job) {
    return job.script.get(Trait.UNTOLD) > 0
        || job.script.hooks().stream().anyMatch(hook -> hook.lost() || hook.delay() > 0)
        || script.outages().stream().anyMatch(outage -> outage.service() == Service.TEMPORAL);
  }

  private void judgeHealthy(ModelJob job, LifeRun run, List<AttemptStatus> attempts) {
    boolean good =
        run.outcome() instanceof Outcome.Completed
            && attempts.size() == 1
            && String.valueOf(attempts.get(0).end()).startsWith("RanJob");
    if (!good) {
      wrongs.add("I6: the healthy life of job " + job.id + " had the runners " + attempts);
    }
  }

  // At the end.

  void atTheEnd(Iterable<LifeRun> runs, Map<Long, LifeRun> latest) {
    for (ModelJob job : model.jobs.values()) {
      judgeJob(job, latest.get(job.id));
    }
    for (LifeRun run : runs) {
      if (run.isOpen() && !isHeld(run)) {
        wrongs.add("I6: the life of job " + run.request.job().id() + " does not end" + where(run));
      }
    }
    for (ModelRunner runner : model.runners.values()) {
      if (SweepInvariantChecks.isOurs(runner.name) && !isLeftToSweep(runner, runs)) {
        wrongs.add("I2: the registration of " + runner.name + " is left");
      }
    }
    for (ModelTask task : model.batch.tasks.values()) {
      if (SweepInvariantChecks.isOurs(task.name)) {
        wrongs.add("I2: the task " + task.name + " is left, " + task.state);
      }
    }
  }

  /**
   * Its registration was made by a call whose answer was lost; then nobody could look for it, or
   * its life had forgotten the call with its task.
   */
  private boolean isLeftToSweep(ModelRunner runner, Iterable<LifeRun> runs) {
    return script.sweeping() == null
        && (mayRefuseCredential() || hasForgotten(runner.name, runs))
        && !model.batch.ever.containsKey(runner.name);
  }

  private static boolean hasForgotten(RunnerName name, Iterable<LifeRun> runs) {
    return StreamSupport.stream(runs.spliterator(), false)
        .anyMatch(run -> run.request.job().id() == name.life().jobId() && run.cuts() > 0);
  }

  private void judgeJob(ModelJob job, @Nullable LifeRun run) {
    if (job.timesTaken > 1) {
      wrongs.add("I1: job " + job.id + " was run " + job.timesTaken + " times");
    }
    if (job.is(JobStatus.Status.QUEUED) && !isGivenUp(job, run)) {
      wrongs.add("I1: job " + job.id + " starves" + where(run));
    }
    if (job.is(JobStatus.Status.IN_PROGRESS)) {
      wrongs.add("I1: job " + job.id + " never ends");
    }
  }

  /** By an operator, even if it is queued again while what he ended is still going; or loudly. */
  private static boolean isGivenUp(ModelJob job, @Nullable LifeRun run) {
    return run != null
        && !run.isOpen()
        && !run.wasTerminated()
        && (run.outcome() instanceof Outcome.AttemptsSpent
            || (run.cancelledAt >= 0 && job.createdAt <= run.closedAt()));
  }

  /** Parked for an approval, with nothing left of what it provided. */
  boolean isHeld(LifeRun run) {
    long id = run.request.job().id();
    return model.job(id).is(JobStatus.Status.WAITING)
        && run.life().phase() == Phase.HELD
        && model.batch.tasks.keySet().stream().noneMatch(name -> name.life().jobId() == id);
  }

  private static String where(@Nullable LifeRun run) {
    return run == null
        ? ", without a life"
        : run.isOpen()
            ? ": " + run.life().status().line()
            : ": " + (run.wasTerminated() ? "terminated" : run.outcome());
  }
}
