package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.simulator.Script.Sweeping;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.sweep.OrphansSnapshot;
import dev.mayfly.workflows.sweep.SweepState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The checks of the invariants of a sweep. Judged by the model itself, not by the rules that the
 * sweep goes by.
 */
final class SweepInvariantChecks {

  // A call that is limited comes again after five minutes.
  private static final long GRACE = 10 * FleetModel.MINUTE;

  private final Sweeping script;
  private final BatonScheduler time;
  private final FleetModel model;
  private final ModelGateway gateway;
  private final BooleanSupplier isHealed;
  private Instant lastLook = Instant.EPOCH;
  private Map<RunnerName, Integer> foundInARow = new HashMap<>();
  private Map<RunnerName, Long> orphanedSince = new HashMap<>();
  private Map<Long, Long> unservedSince = new HashMap<>();

  /**
   * @param isHealed whether nothing goes wrong any more.
   */
  SweepInvariantChecks(
      Sweeping script,
      BatonScheduler time,
      FleetModel model,
      ModelGateway gateway,
      BooleanSupplier isHealed) {
    this.script = script;
    this.time = time;
    this.model = model;
    this.gateway = gateway;
    this.isHealed = isHealed;
  }

  // I1: each queued job is found within the bound.

  void lookedForQueued(Collection<ModelJob> jobs) {
    Map<Long, Long> since = new HashMap<>();
    if (isHealed.getAsBoolean()) {
      for (ModelJob job : jobs) {
        if (isUnserved(job)) {
          since.put(job.id, unservedSince.getOrDefault(job.id, time.now()));
        }
      }
    }
    unservedSince = since;
    int rounds = script.width() == 0 ? 1 : (jobs.size() + script.width() - 1) / script.width();
    late(since, rounds + 1)
        .forEach(job -> model.wrongs.add("I1: nobody sees that job " + job + " is queued"));
  }

  private boolean isUnserved(ModelJob job) {
    if (!job.is(JobStatus.Status.QUEUED) || job.script.get(Script.Trait.SILENT) > 0) {
      return false;
    }
    LifeRun run = gateway.lives.get(job.id);
    if (run == null || !run.isOpen()) {
      return !isGivenUp(job);
    }
    return run.life().phase() == Phase.HELD && !isTold(run, job.neededSince);
  }

  private static boolean isTold(LifeRun run, long since) {
    return run.inputs().stream()
        .anyMatch(
            it ->
                it.at() >= since
                    && it.what() instanceof Message said
                    && said.name().equals("queued"));
  }

  /** By an operator, or since its attempts are spent, and not queued anew since. */
  boolean isGivenUp(ModelJob job) {
    LifeRun run = gateway.lives.get(job.id);
    return run != null && !run.isOpen() && run.isFinal() && job.createdAt <= run.closedAt();
  }

  /** A life starts: not that of a need that was given up. */
  void starts(ModelJob job) {
    unservedSince.remove(job.id);
    if (isGivenUp(job)) {
      model.wrongs.add("I1: job " + job.id + " was given up, and is provided for again");
    }
  }

  // I2: orphans go, and nothing else.

  /** The sweep has got the answer of a look; when its code is run again, it gets it once more. */
  void saw(OrphansSnapshot look) {
    if (look.begun().isAfter(lastLook)) {
      lastLook = look.begun();
      Map<RunnerName, Integer> row = new HashMap<>();
      look.orphans().forEach(it -> row.put(it.name(), foundInARow.getOrDefault(it.name(), 0) + 1));
      foundInARow = row;
    }
  }

  /** Notes a look for orphans, even if the sweep never gets the answer. */
  void looksForOrphans() {
    Map<RunnerName, Long> since = new HashMap<>();
    if (isHealed.getAsBoolean()) {
      left().forEach(name -> since.put(name, orphanedSince.getOrDefault(name, time.now())));
    }
    orphanedSince = since;
    late(since, 2).forEach(name -> model.wrongs.add("I2: the orphan " + name + " stays"));
  }

  private <T> List<T> late(Map<T, Long> since, int rounds) {
    long limit = (long) rounds * script.pause() * FleetModel.SECOND + GRACE;
    List<T> late = new ArrayList<>();
    since.forEach(
        (who, at) -> {
          if (time.now() - at > limit) {
            late.add(who);
          }
        });
    late.forEach(since::remove);
    return late;
  }

  /** Returns the runners that are there, without a job, and without a life that made them. */
  private List<RunnerName> left() {
    List<RunnerName> names = new ArrayList<>(model.batch.tasks.keySet());
    model.runners.values().forEach(runner -> names.add(runner.name));
    return names.stream()
        .distinct()
        .filter(SweepInvariantChecks::isOurs)
        .filter(name -> !isBusy(name) && !hasLife(name))
        .toList();
  }

  private boolean isBusy(RunnerName name) {
    ModelRunner runner = model.registered(name);
    return runner != null && runner.isBusy();
  }

  private boolean hasLife(RunnerName name) {
    LifeRun run = gateway.lives.get(name.life().jobId());
    return run != null
        && run.isOpen()
        && run.life().status().attempts().stream()
            .anyMatch(it -> it.runner().equals(name.toString()));
  }

  private boolean isAtWork(RunnerName name) {
    LifeRun run = gateway.lives.get(name.life().jobId());
    return run != null
        && run.isOpen()
        && run.life().status().attempts().stream()
            .anyMatch(it -> it.end() == null && it.runner().equals(name.toString()));
  }

  static boolean isOurs(RunnerName name) {
    return name.life().installation().equals(FleetRun.INSTALLATION)
        && name.life().forge().equals(FleetRun.FORGE);
  }

  void removes(RunnerName name) {
    if (!isOurs(name)) {
      model.wrongs.add("I2: " + name + " is not ours, and is removed");
    }
    if (isAtWork(name)) {
      model.wrongs.add("I2: " + name + " is removed although its life counts on it");
    }
    if (foundInARow.getOrDefault(name, 0) < 2) {
      model.wrongs.add("I2: " + name + " is removed although one look only had found it");
    }
  }

  // At the end.

  /** Returns whether everything of ours is gone, and what is given up is known. */
  boolean isSettled(SweepState state) {
    return model.batch.tasks.keySet().stream().noneMatch(SweepInvariantChecks::isOurs)
        && model.runners.values().stream().noneMatch(runner -> isOurs(runner.name))
        && unreported(state).isEmpty()
        && isAllSentAgain();
  }

  /** Where the forge refuses to send one again, that is the end of it. */
  private boolean isAllSentAgain() {
    return script.calls().contains(Script.Call.IS_REFUSED)
        || gateway.failures.stream().allMatch(failure -> failure.sentAgain);
  }

  void atTheEnd(SweepState state) {
    unreported(state)
        .forEach(id -> model.wrongs.add("I6: nobody says that job " + id + " is given up"));
    if (!isAllSentAgain()) {
      model.wrongs.add("I6: a delivery that was refused is never sent again");
    }
  }

  private List<Long> unreported(SweepState state) {
    List<Long> reported = state.givenUp().stream().map(it -> it.life().jobId()).toList();
    return model.jobs.values().stream()
        .filter(job -> job.is(JobStatus.Status.QUEUED) && isGivenUp(job))
        .filter(job -> job.script.get(Script.Trait.SILENT) == 0)
        .map(job -> job.id)
        .filter(id -> !reported.contains(id))
        .toList();
  }
}
