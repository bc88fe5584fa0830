package dev.mayfly.workflows;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.FleetModel.Runner;
import dev.mayfly.workflows.FleetModel.Task;
import dev.mayfly.workflows.Script.Service;
import dev.mayfly.workflows.Steps.Awaited;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The waits of a fleet, concluding what the worker's {@code Judge} concludes, and when: keep the
 * two alike. Its memory is lost when the worker is killed.
 */
class ModelWatcher {

  private static final Duration BUSY_GRACE = Duration.ofSeconds(30);
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);
  private static final Duration FUSE = Duration.ofDays(1);
  private static final long TO_TEMPORAL = 100;

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

  final class Wait implements Awaited {
    private final BatonScheduler.Stories life;
    final Stage stage;
    final RunnerRef runner;
    private final @Nullable Watch watch;
    private long looksFrom;
    @Nullable Long runnerId;
    @Nullable Instant busySince;
    @Nullable Instant missingSince;
    @Nullable Instant nodelessAt;
    private @Nullable Sighting saw;
    private boolean completing;

    Wait(BatonScheduler.Stories life, Stage stage, RunnerRef runner, @Nullable Watch watch) {
      this.life = life;
      this.stage = stage;
      this.runner = runner;
      this.watch = watch;
      this.runnerId = runner.id();
    }

    Watch watch() {
      return requireNonNull(watch);
    }

    private void forget(long until) {
      looksFrom = until;
      runnerId = runner.id();
      busySince = null;
      missingSince = null;
      nodelessAt = null;
    }

    private void finish(Sighting sighting) {
      completing = true;
      time.quietlyAfter(
          TO_TEMPORAL,
          () -> {
            if (saw == null) {
              saw = sighting;
              waits.remove(this);
              life.changed();
            }
          });
    }

    @Override
    public boolean isOver() {
      return saw != null;
    }

    @Override
    public Sighting get() {
      life.until(this::isOver);
      return requireNonNull(saw);
    }
  }

  /** Pools of the model have no cap and are resumed at once. */
  Awaited admit(BatonScheduler.Stories life, Turn turn) {
    JobRef job =
        new JobRef("forge", 1, 1, "acme/app", Scope.ofOrganization("acme"), "job", null, null);
    Wait wait = new Wait(life, Stage.OTHER, new RunnerRef(turn.runner(), job, "pool", null), null);
    wait.finish(new Sighting.Admitted(time.instant(), "its turn"));
    return wait;
  }

  Awaited watch(BatonScheduler.Stories life, Stage stage, RunnerRef runner, @Nullable Watch watch) {
    Wait wait = new Wait(life, stage, runner, watch);
    waits.add(wait);
    if (stage == Stage.START || stage == Stage.ONLINE) {
      time.quietlyAfter(
          requireNonNull(watch).patience().plus(FUSE).toMillis(),
          () -> {
            if (!wait.completing) {
              wait.finish(new Sighting.Unseen(time.instant(), "nobody could look"));
            }
          });
    }
    tickSoon();
    return wait;
  }

  /**
   * The worker died: Temporal misses the heartbeats and starts every wait anew, sooner or later.
   */
  void kill() {
    int each = 0;
    for (Wait wait : waits) {
      wait.forget(time.now() + (20 + each++ * 37 % 100) * FleetModel.SECOND);
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
    for (Wait wait : List.copyOf(waits)) {
      if (!wait.completing && time.now() >= wait.looksFrom) {
        judge(wait).ifPresent(wait::finish);
      }
    }
  }

  Optional<Sighting> judge(Wait wait) {
    if (wait.stage == Stage.OTHER) {
      return other(wait);
    }
    if (!model.isReachable(Service.BATCH)) {
      return Optional.empty();
    }
    Task task = model.tasks.get(wait.watch().task().task());
    if (task == null) {
      return Optional.of(new Sighting.Gone(begun(), "the task", false));
    }
    if (task.state == Task.State.COMPLETED) {
      return Optional.of(new Sighting.Ended(begun(), task.exitCode, null, false));
    }
    return switch (wait.stage) {
      case START -> start(wait, task);
      case ONLINE -> online(wait, task);
      case COMPLETION -> completion(wait, task);
      case OTHER -> throw new AssertionError(wait.stage);
    };
  }

  private Optional<Sighting> start(Wait wait, Task task) {
    return task.state == Task.State.RUNNING
        ? Optional.of(new Sighting.Started(startedAt(task), "node"))
        : overdue(wait, wait.watch().from());
  }

  Optional<Sighting> online(Wait wait, Task task) {
    if (task.state == Task.State.ACTIVE) {
      wait.nodelessAt = begun();
    }
    if (!model.isReachable(Service.FORGE)) {
      return Optional.empty();
    }
    Runner runner = listed(wait);
    if (runner != null && runner.online) {
      return Optional.of(new Sighting.Online(begun(), runner.id));
    }
    return task.state == Task.State.ACTIVE
        ? Optional.empty()
        : overdue(wait, later(later(wait.watch().from(), startedAt(task)), wait.nodelessAt));
  }

  private Optional<Sighting> completion(Wait wait, Task task) {
    boolean again =
        task.state == Task.State.RUNNING
            ? startedAt(task).isAfter(wait.watch().from().plus(CLOCK_SKEW))
            : passed(wait.watch().from(), CLOCK_SKEW);
    if (again) {
      return Optional.of(new Sighting.Gone(begun(), "the first start", false));
    }
    if (!model.isReachable(Service.FORGE)) {
      return Optional.empty();
    }
    Runner runner = listed(wait);
    return runner == null ? missing(wait) : found(wait, runner);
  }

  private Optional<Sighting> found(Wait wait, Runner runner) {
    Watch watch = wait.watch();
    wait.runnerId = runner.id;
    wait.missingSince = null;
    if (!runner.busy()) {
      wait.busySince = null;
      if (watch.busyKnown() || !passed(watch.from(), watch.patience())) {
        return Optional.empty();
      }
      return Optional.of(
          runner.online
              ? new Sighting.Idle(begun())
              : new Sighting.Gone(begun(), "the runner's connection to the forge", true));
    }
    if (wait.busySince == null) {
      wait.busySince = begun();
    }
    if (watch.jobLimit() != null && passed(watch.from(), watch.jobLimit())) {
      return Optional.of(new Sighting.Overdue(begun(), "still busy"));
    }
    return !watch.busyKnown() && passed(wait.busySince, BUSY_GRACE)
        ? Optional.of(new Sighting.Busy(begun(), runner.id))
        : Optional.empty();
  }

  Optional<Sighting> missing(Wait wait) {
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
    return Optional.of(new Sighting.Gone(begun(), "the registration", true));
  }

  private Optional<Sighting> other(Wait wait) {
    if (!model.isReachable(Service.FORGE)) {
      return Optional.empty();
    }
    Runner runner = listed(wait);
    if (runner != null && runner.busy()) {
      wait.missingSince = null;
      return Optional.empty();
    }
    if (wait.missingSince == null) {
      wait.missingSince = begun();
      return Optional.empty();
    }
    return Optional.of(new Sighting.Gone(begun(), "the runner", false));
  }

  private @Nullable Runner listed(Wait wait) {
    return model.isReachable(Service.LISTING) ? model.registered(wait.runner.name()) : null;
  }

  private Optional<Sighting> overdue(Wait wait, Instant since) {
    return passed(since, wait.watch().patience())
        ? Optional.of(new Sighting.Overdue(begun(), "after " + wait.watch().patience()))
        : Optional.empty();
  }

  private boolean passed(Instant since, Duration patience) {
    return begun().isAfter(since.plus(patience));
  }

  Instant begun() {
    return time.instant();
  }

  static Instant startedAt(Task task) {
    return BatonScheduler.EPOCH.plusMillis(task.startedAt);
  }

  private static Instant later(Instant first, @Nullable Instant second) {
    return second == null || first.isAfter(second) ? first : second;
  }
}
