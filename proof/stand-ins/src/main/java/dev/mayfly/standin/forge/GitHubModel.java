package dev.mayfly.standin.forge;

import dev.mayfly.standin.forge.StandInSettings.Patience;
import dev.mayfly.standin.forge.WorkflowRun.Repository;
import dev.mayfly.standin.forge.workflow.JobPlan;
import dev.mayfly.standin.forge.workflow.WorkflowFile;
import dev.mayfly.workflows.id.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The forge's state and its rules: runs make jobs, runners take them, an ephemeral runner goes with
 * its job; a silent one is offline, and after its lease so is its job. Rule gh-ephemeral-one-job.
 * Rule gh-job-lease. Thread-safe: one lock for all.
 */
final class GitHubModel {

  private final Map<Long, WorkflowRun> runs = new LinkedHashMap<>();
  private final Map<Long, WorkflowJob> jobs = new LinkedHashMap<>();
  private final List<JobStart> starts = new ArrayList<>();
  private final Dialect dialect;
  private final RunnerRegistrations registrations;
  private final RunnerSessions sessions;
  private final Patience patience;
  private final RunnerGroups groups;
  private final InstantSource clock;
  private final BiConsumer<String, WorkflowJob> events;
  private long lastRunId;
  private long lastJobId;

  /**
   * @param events told each action and its job, under the lock.
   */
  GitHubModel(Parts parts, InstantSource clock, BiConsumer<String, WorkflowJob> events) {
    this.dialect = parts.settings().dialect();
    this.patience = parts.settings().patience();
    this.groups = parts.groups();
    this.registrations = new RunnerRegistrations(dialect);
    this.sessions = new RunnerSessions(this, registrations, patience, clock);
    this.clock = clock;
    this.events = events;
    this.lastRunId = dialect.lastRunId();
    this.lastJobId = dialect.lastJobId();
  }

  /** Looks at everything at one moment. */
  synchronized <T> T read(Function<GitHubModel, T> query) {
    return query.apply(this);
  }

  /** Returns the sessions that runners talk in. */
  RunnerSessions sessions() {
    return sessions;
  }

  synchronized WorkflowRun queue(Repository repository, WorkflowFile workflow) {
    WorkflowRun run = new WorkflowRun(++lastRunId, repository, workflow, clock.instant());
    runs.put(run.id, run);
    if (dialect.makesBlockedJobs()) {
      workflow.jobs().forEach(plan -> block(make(run, plan)));
    }
    advance(run);
    return run;
  }

  /** Takes in a run and its job that somebody else's event speaks of; says nothing about them. */
  synchronized void adopt(WorkflowJob job) {
    if (runs.containsKey(job.run.id) || jobs.containsKey(job.id)) {
      throw new IllegalArgumentException("job " + job.id + " or its run exists already");
    }
    runs.put(job.run.id, job.run);
    jobs.put(job.id, job);
    job.run.jobs.add(job);
    assign();
  }

  synchronized void cancel(WorkflowRun run) {
    if (run.isOver()) {
      throw new ForgeRefusal(409, "Cannot cancel a workflow run that is completed.");
    }
    run.cancelled = true;
    for (WorkflowJob job : run.latestJobs()) {
      if (job.status.equals("in_progress") && !dialect.endsCancelledJobsAtOnce()) {
        job.cancelRequested = true;
      } else if (!job.isOver()) {
        end(job, "cancelled");
      }
    }
    notifyAll();
  }

  /** Starts another attempt, with new jobs or with the same again. */
  synchronized void rerun(WorkflowRun run) {
    if (!run.isOver()) {
      throw new ForgeRefusal(403, "This workflow is already running");
    }
    run.attempt++;
    run.cancelled = false;
    if (dialect.reusesJobs()) {
      run.jobs.forEach(job -> job.again(run.attempt));
      run.jobs.forEach(this::block);
    }
    advance(run);
  }

  /** Lets the jobs go on that wait for somebody's approval. */
  synchronized void approve(WorkflowRun run) {
    for (WorkflowJob job : run.latestJobs()) {
      if (job.status.equals("waiting") && !job.blocked) {
        job.status = "queued";
        events.accept("queued", job);
      }
    }
    assign();
  }

  /** Until its turn comes. Those that wait for nobody are not told of: theirs has come. */
  private void block(WorkflowJob job) {
    job.blocked = true;
    job.status = "waiting";
    if (!job.plan.needs().isEmpty()) {
      events.accept("waiting", job);
    }
  }

  /** Brings on the jobs whose turn has come: queued, waiting, or skipped for what they needed. */
  private void advance(WorkflowRun run) {
    for (List<JobPlan> due = run.due(); !due.isEmpty(); due = run.due()) {
      due.forEach(plan -> begin(run.blocked(plan).orElseGet(() -> make(run, plan))));
    }
    assign();
  }

  private WorkflowJob make(WorkflowRun run, JobPlan plan) {
    WorkflowJob job =
        new WorkflowJob(dialect.jobId(++lastJobId, run, plan), run, plan, clock.instant());
    run.jobs.add(job);
    jobs.put(job.id, job);
    return job;
  }

  private void begin(WorkflowJob job) {
    job.blocked = false;
    if (job.run.allows(job.plan)) {
      job.status = job.plan.gated() && dialect.knowsApproval() ? "waiting" : "queued";
      events.accept(job.status, job);
    } else {
      job.end("skipped", clock.instant());
      events.accept("completed", job);
    }
  }

  synchronized void assign() {
    Instant now = clock.instant();
    Assignment.of(
        jobs.values(), registrations.online(now, patience.offlineAfter()), this::suits, now);
    notifyAll();
  }

  private boolean suits(Runner runner, WorkflowJob job) {
    return runner.suits(job, dialect.comparesLabelsExactly())
        && (runner.scope.repository() != null
            || groups.serve(runner.groupId, job.run.repository.fullName()));
  }

  synchronized void mark(String letters) {
    registrations.mark(letters);
  }

  /** From now on one may register there with this token, until the end. */
  synchronized void allow(Scope scope, String token) {
    registrations.allow(scope, token);
  }

  synchronized RunnerRegistrations.Token mint(Scope scope) {
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
    if (runner.isBusy() && dialect.guardsBusyRunners()) {
      throw new ForgeRefusal(422, "Runner \"" + runner.name + "\" is still running a job\"");
    }
    registrations.remove(runner);
    notifyAll();
  }

  synchronized void start(WorkflowJob job, Runner runner) {
    job.status = "in_progress";
    job.started = clock.instant();
    starts.add(new JobStart(job.id, runner.name));
    events.accept("in_progress", job);
    notifyAll();
  }

  synchronized void end(WorkflowJob job, String conclusion) {
    end(job, conclusion, true);
  }

  /**
   * @param forgets whether its runner's registration goes with it, where that is ephemeral.
   */
  private void end(WorkflowJob job, String conclusion, boolean forgets) {
    job.end(conclusion, clock.instant());
    Runner runner = job.runner;
    if (runner != null) {
      runner.job = null;
      runner.done = job.started == null ? runner.done : job;
      if (job.started != null && runner.ephemeral && forgets && !dialect.keepsDoneRunners()) {
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
    for (WorkflowJob job : jobs()) {
      Runner runner = job.runner;
      if (runner == null || job.isOver()) {
        continue;
      }
      if (job.started == null && late(job.given, patience.pickUp(), now)) {
        job.giveBack();
        runner.job = null;
        runner.lastSeen = null;
        assign();
      } else if (job.started != null && late(runner.lastSeen, patience.jobLease(), now)) {
        end(job, job.cancelRequested ? "cancelled" : "failure", !dialect.keepsLostRunners());
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

  synchronized List<WorkflowJob> jobs() {
    return new ArrayList<>(jobs.values());
  }

  synchronized List<JobStart> starts() {
    return List.copyOf(starts);
  }

  synchronized List<WorkflowRun> runs() {
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

  synchronized WorkflowJob job(String repository, long id) {
    return Optional.ofNullable(jobs.get(id))
        .filter(job -> job.run.repository.fullName().equalsIgnoreCase(repository))
        .orElseThrow(() -> new ForgeRefusal(404, "Not Found"));
  }

  synchronized WorkflowRun run(String repository, long id) {
    return Optional.ofNullable(runs.get(id))
        .filter(run -> run.repository.fullName().equalsIgnoreCase(repository))
        .orElseThrow(() -> new ForgeRefusal(404, "Not Found"));
  }
}
