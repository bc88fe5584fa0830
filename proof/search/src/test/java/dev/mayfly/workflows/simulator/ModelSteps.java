package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.life.LifeSteps;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.simulator.LifeRun.Asked;
import dev.mayfly.workflows.simulator.LifeRun.Slot;
import dev.mayfly.workflows.simulator.LifeRun.Telling;
import dev.mayfly.workflows.simulator.Script.Boot;
import dev.mayfly.workflows.simulator.Script.Call;
import dev.mayfly.workflows.simulator.Script.Service;
import dev.mayfly.workflows.simulator.Script.Trait;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Notice;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.RunnerToken;
import dev.mayfly.workflows.step.SealedSecret;
import dev.mayfly.workflows.step.TaskRequest;
import dev.mayfly.workflows.step.WaitRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The steps of one life in a model of the world, with what Temporal makes of them: a call that
 * fails is repeated, one whose worker dies is done again, perhaps for the second time.
 */
record ModelSteps(
    ModelWorker worker,
    FleetModel model,
    Telling life,
    Fates fates,
    InvariantChecks checks,
    boolean createsAtOnce)
    implements LifeSteps {

  private static final Duration PROVIDING = Duration.ofHours(24);
  private static final Duration CLEANING_UP = Duration.ofDays(7);

  /** The script's rest for a life, whichever of its runs tells it. */
  static final class Fates {
    final ModelJob job;
    final Iterator<Boot> boots;
    final Iterator<Call> calls;

    Fates(ModelJob job) {
      this.job = job;
      this.boots = job.script.boots().iterator();
      this.calls = job.script.calls().iterator();
    }
  }

  @Override
  public RunnerToken mintRunnerToken(RunnerRef runner, List<String> labels) {
    return shortStep(
        new Asked("mintRunnerToken", runner),
        RunnerToken.class,
        slot -> {
          checks.isNeeded(fates.job, runner.name(), slot.run());
          call(slot, Service.FORGE, PROVIDING, () -> mint(slot, runner, labels));
        });
  }

  /** As the adapter to Temporal does: within the life's own task, or else as a step of its own. */
  private <T> T shortStep(Asked what, Class<T> as, Consumer<Slot> world) {
    T done = life.atOnce(new Asked(what.step(), what.of(), true), as, world);
    return done == null ? life.step(what, as, world) : done;
  }

  private RunnerToken mint(Slot slot, RunnerRef runner, List<String> labels) {
    SealedSecret secret = new SealedSecret("key", String.valueOf(worker.now()));
    if (!runner.pool().equals("jit")) {
      return new RunnerToken(Pool.Registration.TOKEN, secret, null, null, null);
    }
    ModelRunner before = model.registered(runner.name());
    if (before != null && slot.isAtOnce() && slot.isOver()) {
      return new RunnerToken(Pool.Registration.JIT, secret, before.id, null, null); // 409
    }
    if (before != null) {
      model.runners.remove(before.id);
    }
    long id = model.register(runner.name(), labels).id;
    return new RunnerToken(Pool.Registration.JIT, secret, id, null, null);
  }

  @Override
  public BatchJobId ensureBatchJob(String pool) {
    return shortStep(
        new Asked("ensureBatchJob", pool),
        BatchJobId.class,
        slot ->
            call(
                slot,
                Service.BATCH,
                PROVIDING,
                () -> new BatchJobId(FleetRun.INSTALLATION, pool, 1)));
  }

  @Override
  public String createTask(TaskRequest order) {
    Asked what = new Asked("createTask", order);
    return createsAtOnce
        ? shortStep(what, String.class, slot -> create(slot, order))
        : life.step(what, String.class, slot -> create(slot, order));
  }

  private void create(Slot slot, TaskRequest order) {
    RunnerName name = order.task().task();
    Boot boot = fates.boots.hasNext() ? fates.boots.next() : Boot.DEFAULT;
    checks.noneServes(fates.job, name, slot.run());
    boolean isRegistered = order.token().registration() == Pool.Registration.JIT;
    Long minted = isRegistered ? null : Long.valueOf(order.token().secret().ciphertext());
    call(
        slot,
        Service.BATCH,
        PROVIDING,
        () -> {
          model.batch.create(order, minted, boot);
          return "https://batch/" + name;
        },
        ModelCall.Late.NONE,
        () -> model.batch.givenUp(name));
  }

  @Override
  public JobStatus lookAtJob(JobRef ref) {
    return shortStep(
        new Asked("lookAtJob", ref),
        JobStatus.class,
        slot -> call(slot, Service.FORGE, PROVIDING, () -> look(model.job(ref.id()))));
  }

  /** No message of a long wait is in a script, so that none is ever opened. */
  @Override
  public Optional<Long> openNotice(Notice notice) {
    return Optional.empty();
  }

  @Override
  public void closeNotice(long checkRun, Notice notice) {}

  @Override
  public void cancelRun(Notice notice) {
    throw new AssertionError("no pool here asks for it");
  }

  private JobStatus look(ModelJob job) {
    return job.script.get(Trait.SILENT) > 0
        ? new JobStatus(JobStatus.Status.UNKNOWN, null, null, worker.instant())
        : new JobStatus(job.status, job.runner, job.conclusion, worker.instant());
  }

  @Override
  public Removal removeRunner(RunnerRef runner) {
    return shortStep(
        new Asked("removeRunner", runner),
        Removal.class,
        slot ->
            call(
                slot,
                Service.FORGE,
                CLEANING_UP,
                () -> model.unregister(runner.name()),
                asleep -> () -> model.unregister(runner.name()),
                () -> {}));
  }

  @Override
  public Removal withdrawTask(TaskRef task) {
    // Only a mutant asks for it, as lives did before ADR 23.
    return life.step(
        new Asked("withdrawTask", task),
        Removal.class,
        slot ->
            call(
                slot,
                Service.BATCH,
                CLEANING_UP,
                () -> model.batch.withdraw(task.task()),
                asleep -> lateWithdrawal(task.task()),
                () -> {}));
  }

  private Runnable lateWithdrawal(RunnerName name) {
    long asked = worker.now();
    return model.batch.mayWithdraw(name) ? () -> model.batch.endLate(name, asked, false) : () -> {};
  }

  @Override
  public Removal deleteTask(TaskRef task, RunnerRef runner, boolean byForce) {
    return shortStep(
        new Asked("deleteTask", List.of(task, runner, byForce)),
        Removal.class,
        slot ->
            call(
                slot,
                Service.BATCH,
                () -> !byForce && model.batch.isAlive(task.task()) && refuses(slot),
                CLEANING_UP,
                () -> delete(task.task(), byForce, slot.run()),
                asleep -> lateEnd(task.task(), byForce, slot.run(), asleep),
                () -> {}));
  }

  /** The forge is asked in time, and the task ended late: unless the worker knows that it slept. */
  private Runnable lateEnd(RunnerName name, boolean byForce, LifeRun run, boolean asleep) {
    boolean isOver = !model.batch.isAlive(name);
    boolean may = byForce || isOver || model.unregister(name) != Removal.IN_USE;
    long asked = worker.now();
    return !may || (asleep && !byForce && !isOver && worker.watcher().knowsThatItSlept())
        ? () -> {}
        : () -> model.batch.endLate(name, asleep ? -1 : asked, checks.mayKill(name, run));
  }

  private Removal delete(RunnerName name, boolean byForce, LifeRun run) {
    boolean mayWork = !byForce && model.batch.isAlive(name);
    return mayWork && model.unregister(name) == Removal.IN_USE
        ? Removal.IN_USE
        : model.batch.delete(name, checks.mayKill(name, run));
  }

  @Override
  public boolean extendTask(TaskRef task, Duration maxWallClock, Duration retention) {
    return life.step(
        new Asked("extendTask", task),
        Boolean.class,
        slot ->
            call(slot, Service.BATCH, PROVIDING, () -> model.batch.tasks.containsKey(task.task())));
  }

  @Override
  public Optional<String> keepNode(TaskRef task) {
    String node =
        life.step(
            new Asked("keepNode", task),
            String.class,
            slot -> call(slot, Service.BATCH, PROVIDING, () -> "node"));
    return Optional.of(node);
  }

  @Override
  public void releaseNode(String pool, String node) {
    life.step(
        new Asked("releaseNode", node),
        String.class,
        slot -> call(slot, Service.BATCH, CLEANING_UP, () -> node));
  }

  @Override
  public Awaited awaitTurn(Turn turn) {
    return life.await(new Asked("awaitTurn", turn), slot -> worker.pools().await(slot, turn));
  }

  @Override
  public void leaveTurn(Turn turn) {
    life.step(
        new Asked("leaveTurn", turn),
        Boolean.class,
        slot ->
            worker.after(
                1,
                () -> {
                  worker.pools().leave(turn);
                  slot.answer(true);
                }));
  }

  @Override
  public void giveBackTurn(Turn turn) {
    life.step(
        new Asked("giveBackTurn", turn),
        Boolean.class,
        slot ->
            worker.after(
                1,
                () -> {
                  worker.giveBack(turn);
                  slot.answer(true);
                }));
  }

  @Override
  public void pausePool(PoolId pool, PoolPause pause) {
    life.step(
        new Asked("pausePool", pause),
        Boolean.class,
        slot ->
            worker.after(
                1,
                () -> {
                  worker.pools().pause(pool, pause);
                  slot.answer(true);
                }));
  }

  @Override
  public Awaited awaitStart(WaitRequest watch) {
    return await(ModelWatcher.Stage.START, watch);
  }

  @Override
  public Awaited awaitOnline(WaitRequest watch) {
    return await(ModelWatcher.Stage.ONLINE, watch);
  }

  @Override
  public Awaited awaitCompletion(WaitRequest watch) {
    return await(ModelWatcher.Stage.COMPLETION, watch);
  }

  private Awaited await(ModelWatcher.Stage stage, WaitRequest watch) {
    return life.await(
        new Asked(stage.name(), watch),
        slot -> worker.watcher().watch(slot, stage, watch.runner(), watch));
  }

  @Override
  public Awaited awaitOther(RunnerRef runner) {
    return life.await(
        new Asked("awaitOther", runner),
        slot -> worker.watcher().watch(slot, ModelWatcher.Stage.OTHER, runner, null));
  }

  private void call(Slot slot, Service service, Duration closeAfter, Supplier<?> effect) {
    call(slot, service, closeAfter, effect, ModelCall.Late.NONE, () -> {});
  }

  private void call(
      Slot slot,
      Service service,
      Duration closeAfter,
      Supplier<?> effect,
      ModelCall.Late late,
      Runnable givenUp) {
    call(
        slot,
        service,
        () -> service == Service.FORGE && refuses(slot),
        closeAfter,
        effect,
        late,
        givenUp);
  }

  private boolean refuses(Slot slot) {
    boolean refused = model.refusesCredential();
    if (refused) {
      checks.refused(slot.run(), slot);
    }
    return refused;
  }

  private void call(
      Slot slot,
      Service service,
      BooleanSupplier refused,
      Duration closeAfter,
      Supplier<?> effect,
      ModelCall.Late late,
      Runnable givenUp) {
    new ModelCall(
            worker,
            model,
            slot,
            () -> model.isReachable(service),
            refused,
            closeAfter,
            effect,
            late,
            givenUp,
            fates.calls)
        .attempt();
  }
}
