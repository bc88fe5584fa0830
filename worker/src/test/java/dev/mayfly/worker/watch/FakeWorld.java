package dev.mayfly.worker.watch;

import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.worker.forge.RunnerSnapshot;
import dev.mayfly.worker.pool.TurnClient;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.WaitActivities;
import dev.mayfly.workflows.step.WaitRequest;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A forge, a Batch account and a clock that do what the test says, and record what was requests.
 */
final class FakeWorld implements ObservedWorld, InstantSource {

  static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
  static final Scope ACME = Scope.ofOrganization("acme");
  static final BatchJobId BATCH_JOB = new BatchJobId("mayfly", "ubuntu", 1);
  static final RunnerName NAME = name(1);
  static final ActivityRef ACTIVITY = new ActivityRef("mayfly-github-1", "run", "activity");
  static final Duration PATIENCE = Duration.ofMinutes(10);
  static final Duration EXIT = Duration.ofSeconds(15);

  private static final Watcher.Settings SETTINGS =
      new Watcher.Settings(Duration.ofSeconds(5), 5000, WaitActivities.HEARTBEAT_TIMEOUT);

  final List<RunnerSnapshot> runners = new ArrayList<>();
  final List<TaskSnapshot> tasks = new ArrayList<>();
  final Set<Long> leftOutRunners = new HashSet<>();
  final Set<String> leftOutTasks = new HashSet<>();
  final List<String> requests = new ArrayList<>();
  boolean forgeDown;
  boolean batchDown;
  boolean forgeByIdDown;
  int pages = 1;
  int confirmedPages;
  Duration forgeTakes = Duration.ZERO;
  volatile Instant now = T0;

  static RunnerName name(long job) {
    return new RunnerName(new LifeId("mayfly", "github", job), "3fa91c", 1);
  }

  static JobRef job(Scope scope) {
    return new JobRef("github", 1, 11, "acme/app", scope, "build", null, null);
  }

  static RunnerRef ref(RunnerName name, @Nullable Long id) {
    return new RunnerRef(name, job(ACME), "ubuntu", id);
  }

  static TaskRef taskRef(RunnerName name) {
    return new TaskRef(BATCH_JOB, name);
  }

  /** From {@link #T0}, ten minutes' patience, 15 s to exit, no job limit, busy unknown. */
  static WaitRequest watch(@Nullable Long id) {
    return new WaitRequest(ref(NAME, id), taskRef(NAME), T0, PATIENCE, null, EXIT, null, false);
  }

  /** Temporal's time is that of this world, whatever Temporal really says. */
  TemporalClock clock() {
    return new TemporalClock(this) {
      @Override
      public synchronized void saw(Instant temporals) {}
    };
  }

  /** A watcher of this world, by its clock, which polls when the test says so. */
  Watcher watcher(TurnClient turns, WorkflowClient client) {
    return new Watcher(
        this,
        turns,
        client.newActivityCompletionClient(),
        new OpenWaits(client),
        clock(),
        SETTINGS);
  }

  Watcher watcher(TurnClient turns, FakeCompletions temporal, Watcher.Threads threads) {
    return new Watcher(this, turns, temporal, temporal, clock(), SETTINGS, threads);
  }

  /** Has a worker of Temporal run lives of this kind, whose waits the watcher takes. */
  static void watches(Watcher watcher, Class<?> life, Worker worker) {
    worker.registerWorkflowImplementationTypes(life);
    worker.registerActivitiesImplementations(
        new WatchActivitiesImpl(watcher, pool -> true, forge -> true));
  }

  /** The waiting steps as a life's workflow calls them. */
  static WaitActivities steps() {
    return Workflow.newActivityStub(
        WaitActivities.class,
        ActivityOptions.newBuilder()
            .setScheduleToCloseTimeout(Duration.ofDays(1))
            .setHeartbeatTimeout(WaitActivities.HEARTBEAT_TIMEOUT)
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .build());
  }

  void at(Duration sinceStart) {
    now = T0.plus(sinceStart);
  }

  void task(TaskSnapshot.State state, @Nullable Duration startedAt) {
    task(NAME.toString(), state, startedAt, null, null);
  }

  /** A task that Batch ended without running it. */
  void failedTask(String failure, boolean poolFault) {
    tasks.add(
        new TaskSnapshot(
            NAME.toString(),
            TaskSnapshot.State.COMPLETED,
            null,
            null,
            "node-1",
            null,
            failure,
            poolFault,
            0,
            null));
  }

  void task(
      String id,
      TaskSnapshot.State state,
      @Nullable Duration startedAt,
      @Nullable Integer exitCode,
      @Nullable String failure) {
    tasks.removeIf(task -> task.id().equals(id));
    Instant started = startedAt == null ? null : T0.plus(startedAt);
    tasks.add(
        new TaskSnapshot(id, state, started, null, "node-1", exitCode, failure, false, 0, null));
  }

  void runner(long id, boolean online, boolean busy) {
    runner(id, NAME.toString(), online, busy);
  }

  void runner(long id, String name, boolean online, boolean busy) {
    runners.removeIf(runner -> runner.id() == id);
    runners.add(new RunnerSnapshot(id, name, online, busy, List.of("linux")));
  }

  long timesAsked(String what) {
    return requests.stream().filter(what::equals).count();
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public RunnerListing runners(JobRef job) {
    requests.add("list runners of " + job.scope());
    now = now.plus(forgeTakes);
    if (forgeDown) {
      throw new IllegalStateException("GET /orgs/acme/actions/runners → no answer");
    }
    return new RunnerListing(
        runners.stream().filter(runner -> !leftOutRunners.contains(runner.id())).toList(),
        pages,
        pages - confirmedPages,
        now);
  }

  @Override
  public boolean isRegistered(JobRef job, long runnerId) {
    requests.add("get runner " + runnerId);
    if (forgeByIdDown) {
      throw new IllegalStateException("GET /orgs/acme/actions/runners/7 → no answer");
    }
    return runners.stream().anyMatch(runner -> runner.id() == runnerId);
  }

  @Override
  public List<TaskSnapshot> tasks(BatchJobId job) {
    requests.add("list tasks of " + job);
    if (batchDown) {
      throw new IllegalStateException("list tasks mayfly-ubuntu-1 → no answer");
    }
    return tasks.stream().filter(task -> !leftOutTasks.contains(task.id())).toList();
  }

  @Override
  public Optional<TaskSnapshot> task(TaskRef task) {
    requests.add("get task " + task.task());
    return tasks.stream().filter(t -> t.id().equalsIgnoreCase(task.task().toString())).findFirst();
  }
}
