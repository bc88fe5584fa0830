package dev.mayfly.workflows;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.FleetModel.Job;
import dev.mayfly.workflows.FleetModel.Task;
import dev.mayfly.workflows.Script.Boot;
import dev.mayfly.workflows.Script.Call;
import dev.mayfly.workflows.Script.Hand.Asks;
import dev.mayfly.workflows.Script.Service;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one life in a model of the world, with what Temporal makes of them: a call that
 * fails is repeated, one whose worker dies is done again, perhaps for the second time.
 */
final class ModelSteps implements Steps {

  private static final long THERE = 80;
  private static final long BACK = 80;
  private static final long SLOW = 40 * FleetModel.SECOND;
  // What is made for a job that has been served for longer than this is made for nothing (I3): two
  // minutes until an event counts as old, and one for the calls.
  private static final long KNOWN_BY_NOW = 3 * FleetModel.MINUTE;
  private static final Duration PROVIDING = Duration.ofHours(24);
  // A forge that refuses to say anything of a job has it provided for (D2): not drawn here.
  private static final Duration ASKING = PROVIDING.plusMillis(1);
  private static final Duration CLEANING_UP = Duration.ofDays(7);

  private final FleetModel model;
  private final ModelWatcher watcher;
  private final BatonScheduler time;
  private final BatonScheduler.Stories life;
  private final Job job;
  private final AtomicInteger kills;
  private final BiFunction<FleetModel, RunnerName, Removal> withdraw;
  private final Iterator<Boot> boots;
  private final Iterator<Call> calls;

  /**
   * @param kills how often the worker has been killed so far.
   */
  ModelSteps(
      FleetModel model,
      ModelWatcher watcher,
      BatonScheduler time,
      BatonScheduler.Stories life,
      Job job,
      AtomicInteger kills,
      BiFunction<FleetModel, RunnerName, Removal> withdraw) {
    this.withdraw = withdraw;
    this.model = model;
    this.watcher = watcher;
    this.time = time;
    this.life = life;
    this.job = job;
    this.kills = kills;
    this.boots = job.script.boots().iterator();
    this.calls = job.script.calls().iterator();
  }

  @Override
  public RunnerToken mintRunnerToken(RunnerRef runner, List<String> labels) {
    boolean served = job.is(JobLook.Status.COMPLETED) || job.is(JobLook.Status.IN_PROGRESS);
    boolean asked = job.script.hands().stream().anyMatch(hand -> hand.asks() == Asks.REPROVISION);
    if (served && !asked && time.now() - job.changedAt > KNOWN_BY_NOW) {
      model.wrongs.add("I3: " + runner.name() + " is made although its job has long been served");
    }
    return call(
        "mintRunnerToken " + runner.name(),
        Service.FORGE,
        PROVIDING,
        () ->
            new RunnerToken(
                Pool.Registration.TOKEN,
                new SealedSecret("key", String.valueOf(time.now())),
                null,
                null));
  }

  @Override
  public BatchJobId ensureBatchJob(String pool) {
    return call(
        "ensureBatchJob",
        Service.BATCH,
        PROVIDING,
        () -> new BatchJobId(FleetRun.INSTALLATION, pool, 1));
  }

  @Override
  public String createTask(TaskOrder order) {
    RunnerName name = order.task().task();
    Boot boot = boots.hasNext() ? boots.next() : Boot.DEFAULT;
    checkThatNoneServes(name);
    long minted = Long.parseLong(order.token().secret().ciphertext());
    try {
      return call(
          "createTask " + name,
          Service.BATCH,
          PROVIDING,
          () -> {
            model.create(order, minted, boot);
            return "https://batch/" + name;
          });
    } catch (StepFailed e) {
      model.givenUp(name);
      throw e;
    }
  }

  /** No second runner while one of this life may still come to serve it. */
  private void checkThatNoneServes(RunnerName name) {
    // Which may be one that an operator, or the hold of a job that was to wait, has let go.
    boolean asked =
        job.script.gate() != Script.Gate.NONE
            || job.script.hands().stream().anyMatch(hand -> hand.asks() == Asks.REPROVISION);
    for (Task task : model.tasks.values()) {
      boolean may =
          task.name.life().equals(name.life())
              && !task.mishap
              && task.unregisteredAt < 0
              && task.ran == null
              && (task.state == Task.State.ACTIVE || task.isAlive());
      if (may && !asked) {
        model.wrongs.add("I3: " + name + " is made although " + task.name + " may serve its job");
      }
    }
  }

  @Override
  public JobLook lookAtJob(JobRef ref) {
    return call(
        "lookAtJob",
        Service.FORGE,
        ASKING,
        () -> {
          Job asked = model.job(ref.id());
          return new JobLook(asked.status, asked.runner, asked.conclusion, time.instant());
        });
  }

  @Override
  public Removal removeRunner(RunnerRef runner) {
    return call(
        "removeRunner " + runner.name(),
        Service.FORGE,
        CLEANING_UP,
        () -> model.unregister(runner.name()));
  }

  @Override
  public Removal withdrawTask(TaskRef task) {
    return call(
        "withdrawTask " + task.task(),
        Service.BATCH,
        CLEANING_UP,
        () -> withdraw.apply(model, task.task()));
  }

  @Override
  public Removal deleteTask(TaskRef task, @Nullable RunnerRef unlessBusy) {
    return call(
        "deleteTask " + task.task(),
        Service.BATCH,
        CLEANING_UP,
        () ->
            unlessBusy != null && model.unregister(unlessBusy.name()) == Removal.IN_USE
                ? Removal.IN_USE
                : model.delete(task.task(), mayKill(task.task())));
  }

  @Override
  public boolean extendTask(TaskRef task, Duration maxWallClock, Duration retention) {
    return true;
  }

  @Override
  public Optional<String> keepNode(TaskRef task) {
    return Optional.of("node");
  }

  @Override
  public void releaseNode(String pool, String node) {}

  @Override
  public Awaited awaitTurn(Turn turn) {
    return watcher.admit(life, turn);
  }

  @Override
  public void leaveTurn(Turn turn) {}

  @Override
  public void pausePool(PoolId pool, PoolPause pause) {}

  private boolean mayKill(RunnerName name) {
    boolean forced = job.script.hands().stream().anyMatch(hand -> hand.asks() == Asks.FORCE);
    Task task = model.tasks.get(name);
    Duration limit = FleetRun.deadlines(task == null ? "" : task.pool).job();
    boolean late = task != null && limit != null && time.now() - task.startedAt > limit.toMillis();
    return forced || late;
  }

  @Override
  public Awaited awaitStart(Watch watch) {
    return watcher.watch(life, ModelWatcher.Stage.START, watch.runner(), watch);
  }

  @Override
  public Awaited awaitOnline(Watch watch) {
    return watcher.watch(life, ModelWatcher.Stage.ONLINE, watch.runner(), watch);
  }

  @Override
  public Awaited awaitCompletion(Watch watch) {
    return watcher.watch(life, ModelWatcher.Stage.COMPLETION, watch.runner(), watch);
  }

  @Override
  public Awaited awaitOther(RunnerRef runner) {
    return watcher.watch(life, ModelWatcher.Stage.OTHER, runner, null);
  }

  private <T> T call(String what, Service service, Duration closeAfter, Supplier<T> effect) {
    Pending<T> pending = new Pending<>(what, service, closeAfter, effect);
    pending.attempt();
    life.until(() -> pending.result != null || pending.failed != null);
    if (pending.failed != null) {
      throw pending.failed;
    }
    return requireNonNull(pending.result);
  }

  /** One activity, with all of its tries. */
  private final class Pending<T> {
    private final String what;
    private final Service service;
    private final long until;
    private final boolean providing;
    private final Supplier<T> effect;
    private long pause = FleetModel.SECOND;
    private @Nullable T result;
    private @Nullable StepFailed failed;

    private Pending(String what, Service service, Duration closeAfter, Supplier<T> effect) {
      this.what = what;
      this.service = service;
      this.until = time.now() + closeAfter.toMillis();
      this.providing = closeAfter.equals(PROVIDING);
      this.effect = effect;
    }

    private void attempt() {
      Call fate = calls.hasNext() ? calls.next() : Call.FINE;
      int worker = kills.get();
      time.after(fate == Call.IS_SLOW ? SLOW : THERE, () -> arrive(fate, worker));
    }

    private void arrive(Call fate, int worker) {
      if (worker != kills.get()) {
        again(FleetModel.MINUTE);
      } else if (fate == Call.IS_REFUSED && providing) {
        fail(FailureType.REFUSED);
      } else if (fate == Call.FAILS || !model.isReachable(service)) {
        again(pause);
      } else {
        T value = effect.get();
        model.tell("  life " + job.id + ": " + what + " -> " + value);
        time.after(fate == Call.ANSWERS_LATE ? SLOW : BACK, () -> answer(value, fate, worker));
      }
    }

    private void answer(T value, Call fate, int worker) {
      if (worker != kills.get()) {
        again(FleetModel.MINUTE);
      } else if (fate == Call.FAILS_AFTER_COMMIT) {
        again(pause);
      } else {
        result = value;
        life.changed();
      }
    }

    private void again(long after) {
      if (time.now() + after > until) {
        fail(FailureType.UNAVAILABLE);
      } else {
        pause = Math.min(2 * pause, FleetModel.MINUTE);
        time.after(after, this::attempt);
      }
    }

    private void fail(String type) {
      failed = new StepFailed(type, type + " by script");
      life.changed();
    }
  }
}
