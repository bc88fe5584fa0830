package dev.mayfly.workflows;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.Script.Boot;
import dev.mayfly.workflows.Script.Fault;
import dev.mayfly.workflows.Script.Service;
import dev.mayfly.workflows.WorkflowJobEvent.Action;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * GitHub and Batch as far as a life can tell: any idle runner that matches takes any job, an
 * ephemeral one vanishes with its job, a dead one keeps its job until the lease lapses, and a
 * preempted task starts again with its used token.
 */
final class FleetModel {

  static final long SECOND = 1000;
  static final long MINUTE = 60 * SECOND;
  // GitHub ends a job whose runner does not answer any more after about this long.
  private static final long LEASE = 12 * MINUTE;
  private static final long TOKEN_LIVES = 60 * MINUTE;
  private static final int EXITS_AFTER_JOB = 3;
  private static final int MOST_LINES = 200;

  /** Who is told of what happens to a job. */
  interface Hooks {
    void happened(Job job, Action action);
  }

  /** A job as GitHub knows it. */
  static final class Job {
    final long id;
    final Script.Job script;
    final List<String> labels;
    final long createdAt;
    JobLook.Status status;
    @Nullable String runner;
    @Nullable Long runnerId;
    @Nullable String conclusion;
    long changedAt;
    int timesTaken;

    Job(long id, Script.Job script, long createdAt) {
      this.id = id;
      this.script = script;
      this.labels = labelsOf(script.labels());
      this.createdAt = createdAt;
      this.changedAt = createdAt;
      this.status =
          script.gate() == Script.Gate.NONE ? JobLook.Status.QUEUED : JobLook.Status.WAITING;
    }

    boolean is(JobLook.Status which) {
      return status == which;
    }
  }

  /** A registration. */
  static final class Runner {
    final long id;
    final Task task;
    final long since;
    boolean online;
    @Nullable Job job;
    boolean done;
    boolean dead;

    Runner(long id, Task task, long since) {
      this.id = id;
      this.task = task;
      this.since = since;
    }

    boolean busy() {
      return job != null && !done;
    }
  }

  /** A Batch task and the container in it. */
  static final class Task {
    final RunnerName name;
    final String pool;
    final List<String> labels;
    final long tokenMintedAt;
    final Boot boot;
    final long createdAt;
    long readyAt;
    State state = State.ACTIVE;
    long startedAt;
    @Nullable Integer exitCode;
    int starts;
    @Nullable Runner runner;
    // For the checks only.
    boolean deleted;
    boolean wasOnline;
    boolean mishap;
    long unregisteredAt = -1;
    @Nullable Job ran;

    enum State {
      ACTIVE,
      RUNNING,
      COMPLETED
    }

    Task(TaskOrder order, long tokenMintedAt, Boot boot, long now) {
      this.name = order.task().task();
      this.pool = order.task().batchJob().pool();
      this.labels = order.labels();
      this.tokenMintedAt = tokenMintedAt;
      this.boot = boot;
      this.createdAt = now;
      this.readyAt = now + boot.starts() * SECOND;
    }

    boolean isAlive() {
      return !deleted && state == State.RUNNING;
    }
  }

  private final Script script;
  private final BatonScheduler time;
  private final Hooks hooks;
  final Map<Long, Job> jobs = new TreeMap<>();
  final Map<Long, Runner> runners = new TreeMap<>();
  final Map<RunnerName, Task> tasks = new LinkedHashMap<>();

  /** Every task there ever was. */
  final List<Task> ever = new ArrayList<>();

  /** What must never happen, as it happened. */
  final List<String> wrongs = new ArrayList<>();

  /** Runners that were killed busy since they had registered behind the back of a clean-up. */
  int lateKills;

  private final List<String> log = new ArrayList<>();
  private long ids = 100;
  private boolean assigning;

  FleetModel(Script script, BatonScheduler time, Hooks hooks) {
    this.script = script;
    this.time = time;
    this.hooks = hooks;
  }

  static List<String> labelsOf(Script.Labels which) {
    return switch (which) {
      case PLAIN -> List.of("self-hosted", "linux");
      case LARGE -> List.of("self-hosted", "linux", "large");
      case GPU -> List.of("self-hosted", "gpu");
    };
  }

  /** What happened, for whoever reads a counter-example. */
  void tell(String what) {
    if (log.size() < MOST_LINES) {
      log.add("%8.1f s  %s".formatted(time.now() / 1000.0, what));
    }
  }

  List<String> log() {
    return log;
  }

  boolean isReachable(Service service) {
    long now = time.now();
    return script.outages().stream()
        .filter(outage -> outage.service() == service)
        .noneMatch(
            outage -> now >= outage.at() * SECOND && now < (outage.at() + outage.lasts()) * SECOND);
  }

  // Jobs.

  Job queue(Script.Job how) {
    Job job = new Job(ids++, how, time.now());
    jobs.put(job.id, job);
    if (job.is(JobLook.Status.QUEUED)) {
      hooks.happened(job, Action.QUEUED);
    } else {
      // Seen on github.com: a job that waits is announced as queued all the same.
      hooks.happened(job, Action.QUEUED);
      hooks.happened(job, Action.WAITING);
      if (how.gate() == Script.Gate.OPENS) {
        time.after(how.opens() * SECOND, () -> approve(job));
      }
    }
    if (how.cancelled() > 0) {
      time.after(how.cancelled() * SECOND, () -> cancel(job));
    }
    if (how.foreign() > 0) {
      time.after(how.foreign() * SECOND, () -> takeElsewhere(job));
    }
    assignSoon();
    return job;
  }

  private void approve(Job job) {
    if (job.is(JobLook.Status.WAITING)) {
      change(job, JobLook.Status.QUEUED);
      hooks.happened(job, Action.QUEUED);
      assignSoon();
    }
  }

  private void cancel(Job job) {
    if (!job.is(JobLook.Status.COMPLETED)) {
      complete(job, "cancelled");
    }
  }

  private void takeElsewhere(Job job) {
    if (job.is(JobLook.Status.QUEUED)) {
      job.runner = "somebody-elses";
      job.runnerId = ids++;
      job.timesTaken++;
      change(job, JobLook.Status.IN_PROGRESS);
      hooks.happened(job, Action.IN_PROGRESS);
      time.after(job.script.lasts() * SECOND, () -> complete(job, "success"));
    }
  }

  /** Queued jobs, oldest first, go to any runner that is idle and matches. */
  private void assignSoon() {
    if (!assigning) {
      assigning = true;
      time.after(300, this::assign);
    }
  }

  private void assign() {
    assigning = false;
    for (Job job : jobs.values()) {
      if (job.is(JobLook.Status.QUEUED)) {
        List<Runner> idle =
            runners.values().stream()
                .filter(runner -> runner.online && runner.job == null)
                .filter(runner -> runner.task.labels.containsAll(job.labels))
                .toList();
        if (!idle.isEmpty()) {
          take(job, idle.get(job.script.pick() % idle.size()));
        }
      }
    }
  }

  private void take(Job job, Runner runner) {
    job.runner = runner.task.name.toString();
    job.runnerId = runner.id;
    job.timesTaken++;
    runner.job = job;
    runner.task.ran = job;
    change(job, JobLook.Status.IN_PROGRESS);
    hooks.happened(job, Action.IN_PROGRESS);
    int start = runner.task.starts;
    time.after(
        job.script.lasts() * SECOND,
        () -> {
          if (runner.task.isAlive() && runner.task.starts == start) {
            complete(job, "success");
          }
        });
  }

  private void complete(Job job, String conclusion) {
    if (job.is(JobLook.Status.COMPLETED)) {
      return;
    }
    job.conclusion = conclusion;
    change(job, JobLook.Status.COMPLETED);
    hooks.happened(job, Action.COMPLETED);
    runners.values().stream()
        .filter(runner -> runner.job == job)
        .forEach(runner -> time.after(SECOND, () -> done(runner)));
    if (job.script.rerun() > 0) {
      Script.Job again = Script.job(0).labels(job.script.labels()).lasts(job.script.lasts());
      time.after(job.script.rerun() * SECOND, () -> queue(again));
    }
  }

  /** Its job is over: an ephemeral runner that works is not registered any more, and leaves. */
  private void done(Runner runner) {
    runner.done = true;
    Task task = runner.task;
    if (task.isAlive() && task.runner == runner) {
      runners.remove(runner.id);
      if (task.boot.fault() != Fault.LINGERS) {
        later(task, EXITS_AFTER_JOB, () -> exit(task, 0));
      }
    }
  }

  private void change(Job job, JobLook.Status to) {
    tell("job " + job.id + " is " + to + " on " + job.runner);
    job.status = to;
    job.changedAt = time.now();
  }

  // Registrations.

  @Nullable Runner registered(RunnerName name) {
    return runners.values().stream()
        .filter(runner -> runner.task.name.equals(name))
        .findFirst()
        .orElse(null);
  }

  Removal unregister(RunnerName name) {
    Runner runner = registered(name);
    if (runner != null && runner.busy()) {
      return Removal.IN_USE;
    }
    Task task = tasks.get(name);
    if (task != null) {
      task.unregisteredAt = time.now();
    }
    if (runner == null) {
      return Removal.ALREADY_GONE;
    }
    runners.remove(runner.id);
    runner.online = false;
    return Removal.REMOVED;
  }

  // Tasks.

  void create(TaskOrder order, long tokenMintedAt, Boot boot) {
    if (tasks.containsKey(order.task().task())) {
      return;
    }
    Task task = new Task(order, tokenMintedAt, boot, time.now());
    tasks.put(task.name, task);
    ever.add(task);
    time.after(boot.starts() * SECOND, this::fillSlots);
  }

  private void fillSlots() {
    for (Task task : List.copyOf(tasks.values())) {
      boolean due = time.now() >= task.readyAt;
      if (task.state == Task.State.ACTIVE && due && hasSlot(task.pool)) {
        start(task);
      }
    }
  }

  private boolean hasSlot(String pool) {
    return script.slots() == 0
        || tasks.values().stream()
                .filter(task -> task.pool.equals(pool) && task.state == Task.State.RUNNING)
                .count()
            < script.slots();
  }

  private void start(Task task) {
    tell("task " + task.name + " starts");
    task.starts++;
    task.startedAt = time.now();
    task.state = Task.State.RUNNING;
    boolean first = task.starts == 1;
    Fault fault = first ? task.boot.fault() : Fault.NONE;
    int online = task.boot.online();
    switch (fault) {
      case NEVER_STARTS -> {
        task.mishap = true;
        task.state = Task.State.COMPLETED;
        time.after(SECOND, this::fillSlots);
      }
      case DIES_EARLY -> later(task, online / 2, () -> die(task, 1));
      case NEVER_REGISTERS -> task.mishap = true;
      case LATE -> {
        task.mishap = true;
        later(task, online + task.boot.after(), () -> register(task));
      }
      default -> later(task, online, () -> register(task));
    }
    if (fault == Fault.PREEMPTED) {
      later(task, task.boot.after(), () -> preempt(task));
    }
  }

  private void register(Task task) {
    if (registered(task.name) != null || time.now() > task.tokenMintedAt + TOKEN_LIVES) {
      die(task, 1);
      return;
    }
    tell("runner " + task.name + " registers");
    Runner runner = new Runner(ids++, task, time.now());
    runners.put(runner.id, runner);
    task.runner = runner;
    Fault fault = task.starts == 1 ? task.boot.fault() : Fault.NONE;
    if (fault == Fault.NEVER_ONLINE) {
      task.mishap = true;
      return;
    }
    runner.online = true;
    task.wasOnline = true;
    assignSoon();
    switch (fault) {
      case DIES -> later(task, task.boot.after(), () -> die(task, null));
      case LEAVES -> later(task, task.boot.after(), () -> leave(task, runner));
      case VANISHES -> later(task, task.boot.after(), () -> vanish(task, runner));
      case BLIPS -> later(task, task.boot.after(), () -> blip(task, runner));
      default -> {}
    }
  }

  private void leave(Task task, Runner runner) {
    if (!runner.busy()) {
      task.mishap = true;
      runners.remove(runner.id);
      exit(task, 7);
    }
  }

  private void vanish(Task task, Runner runner) {
    if (!runner.busy()) {
      task.mishap = true;
      runners.remove(runner.id);
      runner.online = false;
    }
  }

  private void blip(Task task, Runner runner) {
    task.mishap = true;
    runner.online = false;
    later(
        task,
        90,
        () -> {
          runner.online = runners.containsKey(runner.id);
          assignSoon();
        });
  }

  private void preempt(Task task) {
    tell("task " + task.name + " is preempted");
    task.mishap = true;
    containerDies(task);
    task.state = Task.State.ACTIVE;
    long again = (task.boot.starts() + 30) * SECOND;
    task.readyAt = time.now() + again;
    time.after(again, this::fillSlots);
    time.after(SECOND, this::fillSlots);
  }

  private void die(Task task, @Nullable Integer exitCode) {
    task.mishap = true;
    containerDies(task);
    exit(task, exitCode);
  }

  /** The forge keeps what the container registered, and its job until the lease lapses. */
  private void containerDies(Task task) {
    Runner runner = task.runner;
    if (runner == null || !runners.containsKey(runner.id)) {
      return;
    }
    runner.online = false;
    runner.dead = true;
    Job job = runner.job;
    if (job != null && !job.is(JobLook.Status.COMPLETED)) {
      time.after(LEASE, () -> complete(job, "failure"));
    }
  }

  private void exit(Task task, @Nullable Integer exitCode) {
    tell("task " + task.name + " ends with exit code " + exitCode);
    task.state = Task.State.COMPLETED;
    task.exitCode = exitCode;
    time.after(SECOND, this::fillSlots);
  }

  /** Only while the same container runs. */
  private void later(Task task, int seconds, Runnable what) {
    int start = task.starts;
    time.after(
        seconds * SECOND,
        () -> {
          if (task.isAlive() && task.starts == start) {
            what.run();
          }
        });
  }

  Removal withdraw(RunnerName name) {
    Task task = tasks.get(name);
    if (task == null) {
      return Removal.ALREADY_GONE;
    }
    return task.state == Task.State.ACTIVE ? delete(name, true) : Removal.IN_USE;
  }

  /**
   * Ends and deletes a task.
   *
   * @param mayKill whether an operator or the job limit allows to end a job with it.
   */
  Removal delete(RunnerName name, boolean mayKill) {
    Task task = tasks.remove(name);
    if (task == null) {
      return Removal.ALREADY_GONE;
    }
    Runner runner = task.runner;
    if (task.isAlive() && runner != null && runners.containsKey(runner.id)) {
      Job job = runner.job;
      boolean kills = job != null && job.is(JobLook.Status.IN_PROGRESS) && !runner.dead;
      if (kills && !mayKill && task.unregisteredAt >= 0 && runner.since > task.unregisteredAt) {
        // It registered after the forge had said that it was not registered, and before its task
        // could be deleted: known, and counted.
        lateKills++;
      } else if (kills && !mayKill) {
        wrongs.add("I4: " + name + " was killed while it ran job " + requireNonNull(job).id);
      }
    }
    if (task.isAlive()) {
      containerDies(task);
    }
    task.deleted = true;
    time.after(SECOND, this::fillSlots);
    return Removal.REMOVED;
  }

  /** The life gave up on creating a task, which may be there all the same. */
  void givenUp(RunnerName name) {
    Task task = tasks.get(name);
    if (task != null) {
      task.mishap = true;
    }
  }

  Job job(long id) {
    return requireNonNull(jobs.get(id));
  }
}
