package dev.mayfly.local.github;

import dev.mayfly.local.github.Run.Repository;
import dev.mayfly.local.github.StandInSettings.Patience;
import dev.mayfly.workflows.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What GitHub knows, and its rules: a job goes to any idle, online runner of its scope that has all
 * of its labels, the oldest job first; an ephemeral runner goes with its job; a silent one is
 * offline, and after its lease so is its job. Thread-safe: one lock for all.
 */
final class GitHubModel {

  private final Map<Long, Run> runs = new LinkedHashMap<>();
  private final Map<Long, Job> jobs = new LinkedHashMap<>();
  private final List<JobStart> starts = new ArrayList<>();
  private final Registrations registrations = new Registrations();
  private final Patience patience;
  private final InstantSource clock;
  private final BiConsumer<String, Job> events;
  private long lastRunId = 10877553300L;
  private long lastJobId = 29679449525L;

  /**
   * @param events told each action and its job, under the lock.
   */
  GitHubModel(Patience patience, InstantSource clock, BiConsumer<String, Job> events) {
    this.patience = patience;
    this.clock = clock;
    this.events = events;
  }

  /** Looks at everything at one moment. */
  synchronized <T> T read(Function<GitHubModel, T> look) {
    return look.apply(this);
  }

  synchronized Run queue(Repository repository, WorkflowFile workflow) {
    Run run = new Run(++lastRunId, repository, workflow, clock.instant());
    runs.put(run.id, run);
    advance(run);
    return run;
  }

  /** Takes in a run and its job that somebody else's event speaks of; says nothing about them. */
  synchronized void adopt(Job job) {
    if (runs.containsKey(job.run.id) || jobs.containsKey(job.id)) {
      throw new IllegalArgumentException("job " + job.id + " or its run exists already");
    }
    runs.put(job.run.id, job.run);
    jobs.put(job.id, job);
    job.run.jobs.add(job);
    assign();
  }

  synchronized void cancel(Run run) {
    if (run.isOver()) {
      throw new Refusal(409, "Cannot cancel a workflow run that is completed.");
    }
    run.cancelled = true;
    for (Job job : run.latestJobs()) {
      if (job.status.equals("in_progress")) {
        job.cancelRequested = true;
      } else if (!job.isOver()) {
        end(job, "cancelled");
      }
    }
    notifyAll();
  }

  /** Starts another attempt with new jobs. */
  synchronized void rerun(Run run) {
    if (!run.isOver()) {
      throw new Refusal(403, "This workflow is already running");
    }
    run.attempt++;
    run.cancelled = false;
    advance(run);
  }

  /** Lets the jobs go on that wait for somebody's approval. */
  synchronized void approve(Run run) {
    for (Job job : run.latestJobs()) {
      if (job.status.equals("waiting")) {
        job.status = "queued";
        events.accept("queued", job);
      }
    }
    assign();
  }

  /** Makes the jobs whose turn has come: queued, waiting, or skipped for what they needed. */
  private void advance(Run run) {
    for (List<JobPlan> due = run.due(); !due.isEmpty(); due = run.due()) {
      for (JobPlan plan : due) {
        Job job = new Job(++lastJobId, run, plan, clock.instant());
        run.jobs.add(job);
        jobs.put(job.id, job);
        if (run.allows(plan)) {
          events.accept(job.status, job);
        } else {
          job.end("skipped", clock.instant());
          events.accept("completed", job);
        }
      }
    }
    assign();
  }

  private void assign() {
    Instant now = clock.instant();
    List<Runner> online = registrations.online(now, patience.offlineAfter());
    // What no runner suits, none suits a moment later: thousands of jobs may wait for the same.
    Set<Wish> unserved = new HashSet<>();
    jobs.values().stream()
        .filter(Job::isOpen)
        .sorted(Comparator.comparing((Job job) -> job.created).thenComparing(job -> job.id))
        .filter(job -> !unserved.contains(Wish.of(job)))
        .forEach(
            job ->
                online.stream()
                    .filter(runner -> runner.suits(job))
                    .findFirst()
                    .ifPresentOrElse(
                        runner -> give(job, runner, now), () -> unserved.add(Wish.of(job))));
    notifyAll();
  }

  /** All that decides which runners suit a job. */
  private record Wish(Repository repository, List<String> labels) {
    static Wish of(Job job) {
      return new Wish(job.run.repository, job.plan.labels());
    }
  }

  private static void give(Job job, Runner runner, Instant now) {
    job.runner = runner;
    job.given = now;
    runner.job = job;
  }

  /**
   * @throws Refusal when there is no such token or the name is taken.
   */
  synchronized Runner register(
      Scope scope, String token, String name, List<String> labels, boolean ephemeral) {
    registrations.check(token, scope, clock.instant());
    return registrations.register(scope, name, labels, ephemeral);
  }

  synchronized Runner redeem(String configuration) {
    return registrations.redeem(configuration);
  }

  synchronized Registrations.Token mint(Scope scope) {
    return registrations.mint(scope, clock.instant().plus(patience.tokenLifetime()));
  }

  synchronized Runner addRunner(Scope scope, String name, List<String> labels, long groupId) {
    return registrations.add(scope, name, labels, true, groupId);
  }

  synchronized String configuration(Runner runner, String webUrl) {
    return registrations.configuration(runner, webUrl);
  }

  synchronized void removeRunner(Scope scope, long id) {
    Runner runner = registrations.byId(scope, id);
    if (runner.job != null) {
      throw new Refusal(422, "Runner \"" + runner.name + "\" is still running a job\"");
    }
    registrations.remove(runner);
    notifyAll();
  }

  /** Waits for a job for this runner; empty when none came in time. */
  synchronized Optional<Job> acquire(String session, Duration patienceOfRunner)
      throws InterruptedException {
    long until = System.nanoTime() + patienceOfRunner.toNanos();
    seen(session);
    assign();
    while (true) {
      Runner runner = seen(session);
      long left = until - System.nanoTime();
      if (runner.job != null || left <= 0) {
        return Optional.ofNullable(runner.job);
      }
      wait(Math.max(1, Math.min(left / 1_000_000, patience.offlineAfter().toMillis() / 3)));
    }
  }

  /** The runner begins with the job that it was given. */
  synchronized void start(String session) {
    Runner runner = seen(session);
    Job job = runner.job;
    if (job == null || job.started != null) {
      throw new Refusal(409, "The job is not this runner's");
    }
    job.status = "in_progress";
    job.started = clock.instant();
    starts.add(new JobStart(job.id, runner.name));
    events.accept("in_progress", job);
    notifyAll();
  }

  /** What a busy runner says about a step of its job. */
  synchronized void step(String session, int number, String state) {
    Job.Step step = running(session).steps.get(number - 1);
    if (state.equals("started")) {
      step.started = clock.instant();
    } else {
      step.end(state, clock.instant());
    }
  }

  synchronized void log(String session, String lines) {
    running(session).log.append(lines);
  }

  synchronized void complete(String session, String conclusion) {
    end(running(session), conclusion);
  }

  /** Whether the job of this runner is to be stopped. */
  synchronized boolean heartbeat(String session) {
    Runner runner = seen(session);
    return runner.job != null && runner.job.cancelRequested;
  }

  private Job running(String session) {
    Job job = seen(session).job;
    if (job == null || job.started == null) {
      throw new Refusal(409, "This runner has no job");
    }
    return job;
  }

  private Runner seen(String session) {
    Runner runner = registrations.ofSession(session);
    runner.lastSeen = clock.instant();
    return runner;
  }

  private void end(Job job, String conclusion) {
    job.end(conclusion, clock.instant());
    Runner runner = job.runner;
    if (runner != null) {
      runner.job = null;
      if (job.started != null && runner.ephemeral) {
        registrations.remove(runner);
      }
      if (job.started == null) {
        job.giveBack();
      }
    }
    events.accept("completed", job);
    advance(job.run);
  }

  /** Notices silence: jobs not picked up, and jobs whose runner has gone. Called every so often. */
  synchronized void notice() {
    Instant now = clock.instant();
    for (Runner runner : registrations.all()) {
      Job job = runner.job;
      if (job == null) {
        continue;
      }
      if (job.started == null && late(job.given, patience.pickUp(), now)) {
        job.giveBack();
        runner.job = null;
        runner.lastSeen = null;
        assign();
      } else if (job.started != null && late(runner.lastSeen, patience.jobLease(), now)) {
        runner.job = null; // its registration stays, offline, as on GitHub
        job.end(job.cancelRequested ? "cancelled" : "failure", now);
        events.accept("completed", job);
        advance(job.run);
      }
    }
  }

  private static boolean late(@Nullable Instant since, Duration allowed, Instant now) {
    return since != null && since.plus(allowed).isBefore(now);
  }

  /** Waits until a claim about this model is true; false when it did not become so in time. */
  synchronized boolean await(Function<GitHubModel, Boolean> claim, Duration atMost)
      throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (!claim.apply(this)) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(Math.min(left, 100));
    }
    return true;
  }

  @SuppressWarnings("WaitNotInLoop") // the caller looks again, whatever woke it
  synchronized void awaitChange(Duration atMost) throws InterruptedException {
    wait(Math.max(1, atMost.toMillis()));
  }

  synchronized List<Job> jobs() {
    return new ArrayList<>(jobs.values());
  }

  synchronized List<JobStart> starts() {
    return List.copyOf(starts);
  }

  synchronized List<Run> runs() {
    return new ArrayList<>(runs.values());
  }

  synchronized List<Runner> runners() {
    return registrations.all();
  }

  synchronized List<Runner> runners(Scope scope) {
    return registrations.of(scope);
  }

  synchronized Runner runner(Scope scope, long id) {
    return registrations.byId(scope, id);
  }

  synchronized boolean isOnline(Runner runner) {
    return runner.isOnline(clock.instant(), patience.offlineAfter());
  }

  synchronized Job job(String repository, long id) {
    return Optional.ofNullable(jobs.get(id))
        .filter(job -> job.run.repository.fullName().equalsIgnoreCase(repository))
        .orElseThrow(() -> new Refusal(404, "Not Found"));
  }

  synchronized Run run(String repository, long id) {
    return Optional.ofNullable(runs.get(id))
        .filter(run -> run.repository.fullName().equalsIgnoreCase(repository))
        .orElseThrow(() -> new Refusal(404, "Not Found"));
  }
}
