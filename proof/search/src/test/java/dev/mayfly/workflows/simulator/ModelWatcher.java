package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.simulator.FleetModel.Listed;
import dev.mayfly.workflows.simulator.LifeRun.Slot;
import dev.mayfly.workflows.simulator.Script.Service;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.WaitRequest;
import dev.mayfly.workflows.step.WaitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The waits of a fleet, concluding what the worker's {@code WaitEvaluator} concludes, and when:
 * keep the two alike. Its memory is lost when the worker is killed.
 */
class ModelWatcher {

  private static final Duration BUSY_GRACE = Duration.ofSeconds(30);
  private static final Duration LISTING_LAG = Duration.ofMinutes(1);
  private static final Duration FUSE = Duration.ofDays(1);
  private static final long TO_TEMPORAL = 100;
  // When Batch's clock is set, wrongly or rightly.
  private static final long JUMP = 10 * FleetModel.MINUTE;

  enum Stage {
    START,
    ONLINE,
    COMPLETION,
    OTHER
  }

  private final Script script;
  private final BatonScheduler time;
  final FleetModel model;
  private final List<Wait> waits = new ArrayList<>();
  private boolean ticking;

  ModelWatcher(Script script, BatonScheduler time, FleetModel model) {
    this.script = script;
    this.time = time;
    this.model = model;
  }

  final class Wait {
    private final Slot slot;
    final Stage stage;
    final RunnerRef runner;
    private final @Nullable WaitRequest watch;
    private long looksFrom;
    @Nullable Long runnerId;
    @Nullable Instant busySince;
    @Nullable Instant missingSince;
    @Nullable Instant freeSince;
    @Nullable Instant nodelessSince;
    @Nullable Instant nodeless;
    @Nullable Instant startTime;
    @Nullable Instant startedAgain;
    private boolean heardOf;
    private boolean completing;

    Wait(Slot slot, Stage stage, RunnerRef runner, @Nullable WaitRequest watch) {
      this.slot = slot;
      this.stage = stage;
      this.runner = runner;
      this.watch = watch;
      this.runnerId = runner.id();
      this.startTime = watch == null ? null : watch.startTime();
    }

    WaitRequest watch() {
      return requireNonNull(watch);
    }

    private void forget(long until) {
      looksFrom = until;
      runnerId = runner.id();
      busySince = null;
      missingSince = null;
      freeSince = null;
      nodelessSince = null;
      nodeless = null;
      startTime = watch == null ? null : watch.startTime();
      startedAgain = null;
      heardOf = false;
    }

    private boolean isBusyKnown() {
      return watch().busyKnown() || heardOf;
    }

    private void finish(WaitResult sighting) {
      completing = true;
      time.quietlyAfter(TO_TEMPORAL, () -> tell(sighting));
    }

    private void tell(WaitResult sighting) {
      long away = model.away(Service.TEMPORAL);
      if (away > 0) {
        // Nobody took the answer: the wait begins anew when Temporal misses its heartbeats.
        completing = false;
        forget(time.now() + away);
      } else if (waits.remove(this)) {
        slot.answer(sighting);
      }
    }

    private void fuse() {
      long away = model.away(Service.TEMPORAL);
      if (away > 0) {
        time.quietlyAfter(away, this::fuse);
      } else if (!completing) {
        finish(new WaitResult.Unseen(time.instant(), "nobody could look"));
      }
    }
  }

  void watch(Slot slot, Stage stage, RunnerRef runner, @Nullable WaitRequest watch) {
    Wait wait = new Wait(slot, stage, runner, watch);
    waits.add(wait);
    if (stage == Stage.START || stage == Stage.ONLINE) {
      time.quietlyAfter(requireNonNull(watch).patience().plus(FUSE).toMillis(), wait::fuse);
    }
    tickSoon();
  }

  /**
   * Temporal misses the heartbeats of a worker that died, or that could not send them: every wait
   * begins anew, sooner or later.
   *
   * @param away for how many milliseconds that cannot even begin.
   */
  void forget(long away) {
    int each = 0;
    for (Wait wait : waits) {
      wait.forget(time.now() + away + (20 + each++ * 37 % 100) * FleetModel.SECOND);
    }
  }

  private void tickSoon() {
    if (!ticking && !waits.isEmpty()) {
      ticking = true;
      time.quietlyAfter(
          script.tick() * FleetModel.SECOND,
          () -> {
            ticking = false;
            look();
            tickSoon();
          });
    }
  }

  private void look() {
    waits.removeIf(wait -> !wait.slot.isOpen());
    for (Wait wait : List.copyOf(waits)) {
      if (!wait.completing && time.now() >= wait.looksFrom) {
        judge(wait).ifPresent(wait::finish);
      }
    }
  }

  Optional<WaitResult> judge(Wait wait) {
    if (wait.stage == Stage.OTHER) {
      return other(wait);
    }
    if (!model.isReachable(Service.BATCH)) {
      return Optional.empty();
    }
    ModelTask task = model.batch.tasks.get(wait.watch().task().task());
    if (task == null) {
      return Optional.of(new WaitResult.Gone(begun(), "the task", false));
    }
    if (task.state == ModelTask.State.COMPLETED) {
      return Optional.of(
          new WaitResult.Ended(begun(), task.exitCode, task.failure, task.failure != null));
    }
    return switch (wait.stage) {
      case START -> start(wait, task);
      case ONLINE -> online(wait, task);
      case COMPLETION -> completion(wait, task);
      case OTHER -> throw new AssertionError(wait.stage);
    };
  }

  private Optional<WaitResult> start(Wait wait, ModelTask task) {
    return task.state == ModelTask.State.RUNNING
        ? Optional.of(new WaitResult.Started(begun(), "node", startTime(task)))
        : overdue(wait, wait.watch().from());
  }

  Optional<WaitResult> online(Wait wait, ModelTask task) {
    sawTask(wait, task);
    if (!model.isReachable(Service.FORGE)) {
      return Optional.empty();
    }
    Listed runner = listed(wait);
    if (runner != null && runner.online()) {
      return Optional.of(new WaitResult.Online(begun(), runner.id(), null));
    }
    return task.state == ModelTask.State.ACTIVE
        ? Optional.empty()
        : overdue(wait, later(later(wait.watch().from(), wait.startedAgain), wait.nodeless));
  }

  private void sawTask(Wait wait, ModelTask task) {
    if (task.state == ModelTask.State.ACTIVE) {
      wait.nodelessSince = wait.nodelessSince == null ? begun() : wait.nodelessSince;
      wait.nodeless = begun();
      return;
    }
    wait.nodelessSince = null;
    Instant start = startTime(task);
    if (wait.startTime != null && !start.equals(wait.startTime)) {
      wait.startedAgain = begun();
    }
    wait.startTime = start;
  }

  private Optional<WaitResult> completion(Wait wait, ModelTask task) {
    sawTask(wait, task);
    if (isRunAgain(wait, task)) {
      return Optional.of(new WaitResult.Gone(begun(), "the first start", true));
    }
    if (!model.isReachable(Service.FORGE)) {
      return Optional.empty();
    }
    Listed runner = listed(wait);
    return runner == null ? missing(wait) : found(wait, runner);
  }

  boolean isRunAgain(Wait wait, ModelTask task) {
    return wait.startedAgain != null
        || (wait.nodelessSince != null && passed(wait.nodelessSince, LISTING_LAG));
  }

  private Optional<WaitResult> found(Wait wait, Listed runner) {
    WaitRequest watch = wait.watch();
    wait.runnerId = runner.id();
    wait.missingSince = null;
    if (!runner.busy()) {
      wait.busySince = null;
      if (wait.freeSince == null) {
        wait.freeSince = begun();
      }
      if (!passed(wait.isBusyKnown() ? wait.freeSince : watch.from(), watch.patience())) {
        return Optional.empty();
      }
      return Optional.of(
          runner.online()
              ? new WaitResult.Idle(begun())
              : new WaitResult.Gone(begun(), "the runner's connection to the forge", true));
    }
    wait.freeSince = null;
    if (wait.busySince == null) {
      wait.busySince = begun();
    }
    if (watch.jobLimit() != null && passed(watch.from(), watch.jobLimit())) {
      return Optional.of(new WaitResult.Overdue(begun(), "still busy"));
    }
    if (wait.isBusyKnown() || !passed(wait.busySince, BUSY_GRACE)) {
      return Optional.empty();
    }
    wait.heardOf = watch.jobLimit() == null && wait.slot.run().hasHeardOf(wait.runner.name());
    return !wait.heardOf
        ? Optional.of(new WaitResult.Busy(begun(), runner.id()))
        : Optional.empty();
  }

  Optional<WaitResult> missing(Wait wait) {
    wait.busySince = null;
    if (wait.missingSince == null) {
      wait.missingSince = begun();
    }
    if (!passed(wait.missingSince, wait.watch().exit())) {
      return Optional.empty();
    }
    Long id = wait.runnerId;
    if (id != null && model.runners.containsKey(id)) {
      wait.missingSince = null;
      return Optional.empty();
    }
    return Optional.of(new WaitResult.Gone(begun(), "the registration", true));
  }

  private Optional<WaitResult> other(Wait wait) {
    if (!model.isReachable(Service.FORGE)) {
      return Optional.empty();
    }
    Listed runner = listed(wait);
    if (runner != null && runner.busy()) {
      wait.missingSince = null;
      return Optional.empty();
    }
    if (wait.missingSince == null) {
      wait.missingSince = begun();
      return Optional.empty();
    }
    return Optional.of(new WaitResult.Gone(begun(), "the runner", false));
  }

  private @Nullable Listed listed(Wait wait) {
    return model.listed(wait.runner.name());
  }

  private Optional<WaitResult> overdue(Wait wait, Instant since) {
    return passed(since, wait.watch().patience())
        ? Optional.of(new WaitResult.Overdue(begun(), "after " + wait.watch().patience()))
        : Optional.empty();
  }

  private boolean passed(Instant since, Duration patience) {
    return begun().isAfter(since.plus(patience));
  }

  /** Returns the time of this look, which is Temporal's (the worker's {@code TemporalClock}). */
  Instant begun() {
    return time.instant();
  }

  /** Returns the start of the task as Batch tells it, by a clock of its own. */
  Instant startTime(ModelTask task) {
    int skew = task.startedAt < JUMP ? script.skew() : -script.skew();
    return BatonScheduler.EPOCH.plusMillis(task.startedAt).plusSeconds(skew);
  }

  /** Returns the time by this machine's clock, which only a wrong watcher believes. */
  Instant ownClock() {
    int skew = time.now() < 2 * JUMP ? -script.skew() / 2 : script.skew() / 2;
    return time.instant().plusSeconds(skew);
  }

  /** Returns whether the forge's word on a runner grows too old (the worker's {@code EndProof}). */
  boolean knowsThatItSlept() {
    return true;
  }

  private static Instant later(Instant first, @Nullable Instant second) {
    return second == null || first.isAfter(second) ? first : second;
  }
}
