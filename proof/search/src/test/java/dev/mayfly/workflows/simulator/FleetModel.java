package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Action;
import dev.mayfly.workflows.simulator.Script.Service;
import dev.mayfly.workflows.simulator.Script.Trait;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * GitHub as far as a life can tell: any idle runner that matches takes any job, an ephemeral one
 * vanishes with its job, and a dead one keeps its job until the lease lapses.
 */
final class FleetModel {

  static final long FIRST_JOB = 100;
  static final long SECOND = 1000;
  static final long MINUTE = 60 * SECOND;
  // GitHub ends a job whose runner does not answer any more after about this long.
  private static final long LEASE = 12 * MINUTE;
  // A job that was given to a runner, and that it did not take up, is given to another after this.
  private static final long OFFER = 60 * SECOND;
  private static final int MOST_LINES = 300;

  /** The receiver of the webhooks about jobs. */
  interface Hooks {
    void happened(ModelJob job, Action action);
  }

  /** One line of the listing of runners. */
  record Listed(long id, RunnerName name, boolean online, boolean busy) {}

  private final Script script;
  private final BatonScheduler time;
  private final Hooks hooks;
  final ModelBatch batch;
  final Map<Long, ModelJob> jobs = new TreeMap<>();
  final Map<Long, ModelRunner> runners = new TreeMap<>();

  /** The broken invariants, as they were broken. */
  final List<String> wrongs = new ArrayList<>();

  private final List<String> log = new ArrayList<>();
  private List<Listed> frozen = List.of();
  private final boolean isWatched;
  private long ids = FIRST_JOB;
  private boolean assigning;

  /**
   * @param isWatched whether somebody is going to read what happened.
   */
  FleetModel(Script script, BatonScheduler time, Hooks hooks, boolean isWatched) {
    this.isWatched = isWatched;
    this.script = script;
    this.time = time;
    this.hooks = hooks;
    this.batch = new ModelBatch(script, time, this);
    for (Script.Outage outage : script.outages()) {
      if (outage.service() == Service.FRESH_LISTING) {
        time.after(outage.at() * SECOND, () -> frozen = listing());
      }
      time.after((outage.at() + outage.lasts()) * SECOND, () -> {});
    }
  }

  /** Notes what happened, for the reader of a counter-example. */
  void tell(Supplier<String> what) {
    if (isWatched && log.size() < MOST_LINES) {
      log.add("%8.1f s  %s".formatted(time.now() / 1000.0, what.get()));
    }
  }

  List<String> log() {
    return log;
  }

  boolean isReachable(Service service) {
    return away(service) == 0;
  }

  /** Returns whether the forge answers every question with 401. */
  boolean refusesCredential() {
    return isNow(Service.CREDENTIAL) && !isNow(Service.FORGE);
  }

  private boolean isNow(Service service) {
    return script.outages().stream()
        .anyMatch(
            outage ->
                outage.service() == service
                    && time.now() >= outage.at() * SECOND
                    && time.now() < (outage.at() + outage.lasts()) * SECOND);
  }

  /** For how many milliseconds it stays away; 0: it is there. */
  long away(Service service) {
    long from = time.now();
    long until = from;
    boolean later = true;
    while (later) {
      later = false;
      for (Script.Outage outage : script.outages()) {
        long begins = outage.at() * SECOND;
        long ends = begins + outage.lasts() * SECOND;
        if (concerns(outage.service(), service) && until >= begins && until < ends) {
          until = ends;
          later = true;
        }
      }
    }
    return until - from;
  }

  /** A forge that refuses the credential tells as little as one that is away. */
  private static boolean concerns(Service out, Service service) {
    return out == service || (out == Service.CREDENTIAL && service == Service.FORGE);
  }

  // Jobs.

  void queue(Script.Job how) {
    ModelJob job = new ModelJob(ids++, how, time.now());
    jobs.put(job.id, job);
    // Seen on github.com: a job that waits is announced as queued all the same.
    hooks.happened(job, Action.QUEUED);
    if (job.isGated()) {
      hooks.happened(job, Action.WAITING);
    }
    at(how.get(Trait.OPENS), () -> approve(job));
    at(how.get(Trait.CANCELLED), () -> complete(job, "cancelled"));
    at(how.get(Trait.FOREIGN), () -> takeElsewhere(job));
    assignSoon();
  }

  private void at(int seconds, Runnable what) {
    if (seconds > 0) {
      time.after(seconds * SECOND, what);
    }
  }

  private void approve(ModelJob job) {
    if (job.is(JobStatus.Status.WAITING)) {
      change(job, JobStatus.Status.QUEUED);
      hooks.happened(job, Action.QUEUED);
      assignSoon();
    }
  }

  private void takeElsewhere(ModelJob job) {
    if (job.is(JobStatus.Status.QUEUED) && !job.offered) {
      begins(job, "somebody-elses", ids++);
      finishLater(job, job.script.get(Trait.LASTS) * SECOND, "success");
    }
  }

  private void begins(ModelJob job, String runner, long runnerId) {
    job.runner = runner;
    job.runnerId = runnerId;
    job.timesTaken++;
    change(job, JobStatus.Status.IN_PROGRESS);
    hooks.happened(job, Action.IN_PROGRESS);
  }

  /** Queued jobs, oldest first, go to any runner that is idle and has exactly these labels. */
  private void assignSoon() {
    if (!assigning) {
      assigning = true;
      time.after(300, this::assign);
    }
  }

  private void assign() {
    assigning = false;
    for (ModelJob job : jobs.values()) {
      if (job.is(JobStatus.Status.QUEUED) && !job.offered) {
        List<ModelRunner> idle =
            runners.values().stream()
                .filter(runner -> runner.online && runner.job == null && !runner.ignored)
                .filter(runner -> runner.labels.containsAll(job.labels))
                .toList();
        if (!idle.isEmpty()) {
          offer(job, idle.get(job.script.get(Trait.PICK) % idle.size()));
        }
      }
    }
  }

  private void offer(ModelJob job, ModelRunner runner) {
    runner.job = job;
    if (runner.dead) {
      tell(() -> "job " + job.id + " is given to " + runner.name + ", which is dead");
      job.offered = true;
      batch.offered(runner.name);
      time.after(OFFER, () -> withdrawOffer(job, runner));
      return;
    }
    begins(job, runner.name.toString(), runner.id);
    batch.runs(runner.name, job);
  }

  private void withdrawOffer(ModelJob job, ModelRunner runner) {
    job.offered = false;
    runner.job = null;
    assignSoon();
  }

  void complete(ModelJob job, String conclusion) {
    if (job.is(JobStatus.Status.COMPLETED)) {
      return;
    }
    job.conclusion = conclusion;
    job.history.add(new ModelJob.Ran(job.runner, conclusion));
    change(job, JobStatus.Status.COMPLETED);
    hooks.happened(job, Action.COMPLETED);
    runners.values().stream()
        .filter(runner -> runner.job == job && !job.offered)
        .forEach(runner -> time.after(SECOND, () -> done(runner)));
    runAgain(job);
  }

  private void finishLater(ModelJob job, long after, String conclusion) {
    int before = job.history.size();
    time.after(
        after,
        () -> {
          if (job.history.size() == before) {
            complete(job, conclusion);
          }
        });
  }

  private void runAgain(ModelJob job) {
    Script.Job again =
        Script.job(0)
            .labels(job.script.labels())
            .lasts(job.script.get(Trait.LASTS))
            .with(Trait.UNTOLD, job.script.get(Trait.UNTOLD))
            .with(Trait.CAPITALS, job.script.get(Trait.CAPITALS));
    at(job.script.get(Trait.RERUN), () -> queue(again));
    if (job.history.size() == 1) {
      at(job.script.get(Trait.RERUN_SAME), () -> queueSame(job));
    }
  }

  /** Gitea runs a job again under its id. */
  private void queueSame(ModelJob job) {
    job.runner = null;
    job.runnerId = null;
    job.conclusion = null;
    job.timesTaken = 0;
    job.createdAt = time.now();
    change(job, JobStatus.Status.QUEUED);
    hooks.happened(job, Action.QUEUED);
    assignSoon();
  }

  /** Its job is over: an ephemeral runner that works is not registered any more, and leaves. */
  private void done(ModelRunner runner) {
    runner.done = true;
    if (batch.leavesAfterJob(runner)) {
      runners.remove(runner.id);
    }
  }

  private void change(ModelJob job, JobStatus.Status to) {
    tell(() -> "job " + job.id + " is " + to + " on " + job.runner);
    job.status = to;
    job.changedAt = time.now();
    if (!job.isServed()) {
      job.neededSince = time.now();
    }
  }

  ModelJob job(long id) {
    return requireNonNull(jobs.get(id));
  }

  // Registrations.

  ModelRunner register(RunnerName name, List<String> labels) {
    ModelRunner runner = new ModelRunner(ids++, name, labels, time.now());
    runners.put(runner.id, runner);
    return runner;
  }

  void connect(ModelRunner runner) {
    runner.online = true;
    assignSoon();
  }

  /** The forge keeps what the container registered, and its job until the lease lapses. */
  void died(ModelRunner runner) {
    runner.dead = true;
    ModelJob job = runner.job;
    if (job != null && job.is(JobStatus.Status.IN_PROGRESS)) {
      finishLater(job, LEASE, "failure");
    }
  }

  @Nullable ModelRunner registered(RunnerName name) {
    for (ModelRunner runner : runners.values()) {
      if (runner.name.equals(name)) {
        return runner;
      }
    }
    return null;
  }

  Removal unregister(RunnerName name) {
    ModelRunner runner = registered(name);
    if (runner != null && runner.isBusy()) {
      return Removal.IN_USE;
    }
    batch.unregistered(name);
    if (runner == null) {
      return Removal.ALREADY_GONE;
    }
    runners.remove(runner.id);
    runner.online = false;
    return Removal.REMOVED;
  }

  /** The listing of runners, right or wrong. */
  List<Listed> listed() {
    if (!isReachable(Service.LISTING)) {
      return List.of();
    }
    return isReachable(Service.FRESH_LISTING) ? listing() : frozen;
  }

  private List<Listed> listing() {
    return runners.values().stream()
        .map(one -> new Listed(one.id, one.name, one.online, one.isBusy()))
        .toList();
  }

  /** Returns its entry in the listing of runners, right or wrong; null: none. */
  @Nullable Listed listed(RunnerName name) {
    if (!isReachable(Service.LISTING)) {
      return null;
    }
    if (!isReachable(Service.FRESH_LISTING)) {
      return frozen.stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
    }
    ModelRunner one = registered(name);
    return one == null ? null : new Listed(one.id, name, one.online, one.isBusy());
  }
}
