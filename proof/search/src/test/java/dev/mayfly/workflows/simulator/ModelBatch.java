package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.AdmissionSnapshot;
import dev.mayfly.workflows.simulator.ModelTask.State;
import dev.mayfly.workflows.simulator.Script.Boot;
import dev.mayfly.workflows.simulator.Script.Fault;
import dev.mayfly.workflows.simulator.Script.Trait;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.TaskRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Batch, and the containers in its tasks: a preempted one starts again with its used token,
 * whatever the task's retry count.
 */
final class ModelBatch {

  private static final long SECOND = FleetModel.SECOND;
  private static final long TOKEN_LIVES = 60 * FleetModel.MINUTE;
  private static final int EXITS_AFTER_JOB = 3;
  // Exit codes of images/README.md.
  private static final int REFUSED = 3;
  static final int USED = 5;
  // How long the forge goes on to call a runner online whose container says nothing any more.
  private static final int HAUNTS = 90;

  private final Script script;
  private final BatonScheduler time;
  private final FleetModel forge;
  final Map<RunnerName, ModelTask> tasks = new LinkedHashMap<>();

  /** Every task there ever was. */
  final Map<RunnerName, ModelTask> ever = new LinkedHashMap<>();

  ModelBatch(Script script, BatonScheduler time, FleetModel forge) {
    this.script = script;
    this.time = time;
    this.forge = forge;
  }

  void create(TaskRequest order, @Nullable Long tokenMintedAt, Boot boot) {
    if (tasks.containsKey(order.task().task())) {
      return;
    }
    ModelTask task = new ModelTask(order, tokenMintedAt, boot, time.now());
    tasks.put(task.name, task);
    ever.put(task.name, task);
    time.after(boot.starts() * SECOND, this::fillSlots);
  }

  private void fillSlots() {
    for (ModelTask task : List.copyOf(tasks.values())) {
      boolean due = time.now() >= task.readyAt;
      if (task.state == State.ACTIVE && due && hasSlot(task.pool)) {
        start(task);
      }
    }
  }

  private boolean hasSlot(String pool) {
    return script.slots() == 0 || running(pool) < script.slots();
  }

  long running(String pool) {
    return tasks.values().stream()
        .filter(task -> task.pool.equals(pool) && task.state == State.RUNNING)
        .count();
  }

  /** Returns the pool's tasks, as its entity asks for them. */
  AdmissionSnapshot lookAt(
      String pool, List<RunnerName> admitted, @Nullable Integer cap, Predicate<RunnerName> closed) {
    List<RunnerName> live =
        tasks.values().stream()
            .filter(task -> task.pool.equals(pool) && task.state != State.COMPLETED)
            .map(task -> task.name)
            .toList();
    List<RunnerName> known = admitted.stream().filter(live::contains).toList();
    List<RunnerName> over =
        admitted.stream().filter(name -> !live.contains(name) && closed.test(name)).toList();
    return new AdmissionSnapshot(known, over, live.size() - known.size(), cap, false);
  }

  private void start(ModelTask task) {
    forge.tell(() -> "task " + task.name + " starts");
    task.starts++;
    task.startedAt = time.now();
    task.state = State.RUNNING;
    int online = task.boot.online();
    switch (task.fault()) {
      case NEVER_STARTS -> {
        task.failure = "ContainerInvalidImage: no such image";
        task.mishap = true;
        exit(task, null);
      }
      case DIES_EARLY -> later(task, online / 2, () -> die(task, 1));
      case OUTDATED -> later(task, online / 2, () -> die(task, 7));
      case NEVER_REGISTERS -> task.mishap = true;
      case LATE -> {
        task.mishap = true;
        later(task, online + task.boot.after(), () -> register(task));
      }
      case PREEMPTED -> {
        later(task, online, () -> register(task));
        later(task, task.boot.after(), () -> preempt(task));
      }
      default -> later(task, online, () -> register(task));
    }
  }

  private void register(ModelTask task) {
    ModelRunner before = forge.registered(task.name);
    Long minted = task.tokenMintedAt;
    boolean may =
        minted == null
            ? before != null && !before.isBusy()
            : before == null && time.now() <= minted + TOKEN_LIVES;
    if (!may) {
      die(task, before == null && minted != null ? REFUSED : USED);
      return;
    }
    forge.tell(() -> "runner " + task.name + " registers");
    ModelRunner runner = before == null ? forge.register(task.name, task.labels) : before;
    task.runner = runner;
    runner.dead = false;
    if (task.fault() == Fault.NEVER_ONLINE) {
      task.mishap = true;
    } else {
      forge.connect(runner);
      isOnline(task, runner);
    }
  }

  private void isOnline(ModelTask task, ModelRunner runner) {
    int after = task.boot.after();
    switch (task.fault()) {
      case DIES -> later(task, after, () -> die(task, null));
      case LEAVES -> later(task, after, () -> leave(task, runner));
      case HANGS -> later(task, after, () -> fallSilent(task));
      case HAUNTS ->
          later(
              task,
              after,
              () -> {
                fallSilent(task);
                exit(task, 137);
              });
      case VANISHES -> later(task, after, () -> vanish(task, runner));
      case IGNORED -> {
        task.mishap = true;
        runner.ignored = true;
      }
      case BLIPS -> later(task, after, () -> blip(task, runner));
      default -> {}
    }
  }

  private void leave(ModelTask task, ModelRunner runner) {
    if (!runner.isBusy()) {
      task.mishap = true;
      forge.runners.remove(runner.id);
      exit(task, 0);
    }
  }

  private void vanish(ModelTask task, ModelRunner runner) {
    if (!runner.isBusy()) {
      task.mishap = true;
      forge.runners.remove(runner.id);
      runner.online = false;
    }
  }

  private void blip(ModelTask task, ModelRunner runner) {
    task.mishap = true;
    runner.online = false;
    later(
        task,
        90,
        () -> {
          if (forge.runners.containsKey(runner.id)) {
            forge.connect(runner);
          }
        });
  }

  /** It does nothing any more, and the forge only notices after a while. */
  private void fallSilent(ModelTask task) {
    forge.tell(() -> "container of " + task.name + " falls silent");
    task.mishap = true;
    ModelRunner runner = task.runner;
    if (runner != null) {
      forge.died(runner);
      time.after(HAUNTS * SECOND, () -> runner.online = runner.online && !runner.dead);
    }
  }

  private void preempt(ModelTask task) {
    forge.tell(() -> "task " + task.name + " is preempted");
    task.mishap = true;
    containerDies(task);
    task.state = State.ACTIVE;
    long again = (task.boot.starts() + 30) * SECOND;
    task.readyAt = time.now() + again;
    time.after(again, this::fillSlots);
    time.after(SECOND, this::fillSlots);
  }

  private void die(ModelTask task, @Nullable Integer exitCode) {
    task.mishap = true;
    containerDies(task);
    exit(task, exitCode);
  }

  private void containerDies(ModelTask task) {
    ModelRunner runner = task.runner;
    if (runner != null && forge.runners.containsKey(runner.id)) {
      runner.online = false;
      forge.died(runner);
    }
  }

  private void exit(ModelTask task, @Nullable Integer exitCode) {
    forge.tell(() -> "task " + task.name + " ends with exit code " + exitCode);
    task.state = State.COMPLETED;
    task.exitCode = exitCode;
    time.after(SECOND, this::fillSlots);
  }

  /** Only while the same container runs. */
  private void later(ModelTask task, int seconds, Runnable what) {
    int start = task.starts;
    time.after(
        seconds * SECOND,
        () -> {
          if (task.isAlive() && task.starts == start) {
            what.run();
          }
        });
  }

  // What the forge tells its runner.

  /** Its runner has taken a job. */
  void runs(RunnerName name, ModelJob job) {
    ModelTask task = tasks.get(name);
    if (task != null) {
      task.ran = job;
      int before = job.history.size();
      later(
          task,
          job.script.get(Trait.LASTS),
          () -> {
            if (task.runner != null && !task.runner.dead && job.history.size() == before) {
              forge.complete(job, "success");
            }
          });
    }
  }

  /** Its runner was to take a job, and is dead. */
  void offered(RunnerName name) {
    ModelTask task = ever.get(name);
    if (task != null) {
      task.wasOffered = true;
    }
  }

  /** Returns whether its container works, and so removes its registration. */
  boolean leavesAfterJob(ModelRunner runner) {
    ModelTask task = tasks.get(runner.name);
    if (task == null || !task.isAlive() || task.runner != runner || runner.dead) {
      return false;
    }
    if (task.boot.fault() != Fault.LINGERS) {
      later(task, EXITS_AFTER_JOB, () -> exit(task, 0));
    }
    return true;
  }

  void unregistered(RunnerName name) {
    ModelTask task = tasks.get(name);
    if (task != null) {
      task.unregisteredAt = time.now();
    }
  }

  // Removal.

  boolean mayWithdraw(RunnerName name) {
    ModelTask task = tasks.get(name);
    return task != null && task.state == State.ACTIVE;
  }

  Removal withdraw(RunnerName name) {
    return mayWithdraw(name) ? delete(name, true) : Removal.IN_USE;
  }

  /** Returns whether its task is there, and not over. */
  boolean isAlive(RunnerName name) {
    ModelTask task = tasks.get(name);
    return task != null && task.state != State.COMPLETED;
  }

  /**
   * Ends and deletes a task.
   *
   * @param mayKill whether an operator or the job limit allows to end a job with it.
   */
  Removal delete(RunnerName name, boolean mayKill) {
    ModelTask task = tasks.remove(name);
    if (task == null) {
      return Removal.ALREADY_GONE;
    }
    if (kills(task) && !mayKill) {
      killed(task);
    }
    if (task.isAlive()) {
      containerDies(task);
    }
    task.deleted = true;
    task.deletedAt = time.now();
    time.after(SECOND, this::fillSlots);
    return Removal.REMOVED;
  }

  /**
   * Ends a task by a request that was sent earlier. A container that has registered since then, and
   * then only taken its job, is the bound that docs/assumptions.md states.
   *
   * @param asked when the forge was asked before; negative: the worker knew that this was long ago.
   */
  void endLate(RunnerName name, long asked, boolean mayKill) {
    ModelTask task = tasks.get(name);
    if (task != null) {
      boolean isNew =
          task.state != State.ACTIVE
              && task.startedAt <= asked
              && task.runner != null
              && task.runner.since > asked;
      delete(name, mayKill || isNew);
    }
  }

  private boolean kills(ModelTask task) {
    ModelRunner runner = task.runner;
    return task.isAlive()
        && runner != null
        && !runner.dead
        && forge.runners.containsKey(runner.id)
        && runner.job != null
        && runner.job.is(JobStatus.Status.IN_PROGRESS);
  }

  private void killed(ModelTask task) {
    forge.wrongs.add(
        "I4: " + task.name + " was killed while it ran job " + requireNonNull(task.ran).id);
  }

  /** The life gave up on creating a task, which may be there all the same. */
  void givenUp(RunnerName name) {
    ModelTask task = tasks.get(name);
    if (task != null) {
      task.mishap = true;
    }
  }
}
