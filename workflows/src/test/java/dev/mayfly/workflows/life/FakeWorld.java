package dev.mayfly.workflows.life;

import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.pool.AdmissionSnapshot;
import dev.mayfly.workflows.pool.PoolActivities;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.ProbeAnswer;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.step.BatchActivities;
import dev.mayfly.workflows.step.ForgeActivities;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.KeptNode;
import dev.mayfly.workflows.step.Notice;
import dev.mayfly.workflows.step.NoticeActivities;
import dev.mayfly.workflows.step.NoticeAnswer;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.RunnerToken;
import dev.mayfly.workflows.step.SealedSecret;
import dev.mayfly.workflows.step.TaskRequest;
import dev.mayfly.workflows.step.WaitActivities;
import dev.mayfly.workflows.step.WaitRequest;
import dev.mayfly.workflows.step.WaitResult;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.NotConfigured;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A forge and a Batch account as a function of the time: each runner follows its {@link Plan}. The
 * waits are bound to retries here, since an asynchronous activity stops the skipping of time.
 */
public final class FakeWorld
    implements ForgeActivities, BatchActivities, WaitActivities, PoolActivities, NoticeActivities {

  static final long JOB = 29679449526L;

  // A wait looks so often at this pace, which is for five minutes, and then at the slower one.
  private static final int OFTEN = 60;
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LATER = Duration.ofMinutes(1);

  /**
   * The fate of a runner, counted from its task's creation; null means never.
   *
   * @param exits when its container leaves; a job is done ten seconds earlier.
   * @param job which job it takes.
   */
  public record Plan(
      @Nullable Duration starts,
      @Nullable Duration online,
      @Nullable Duration busy,
      @Nullable Duration exits,
      int exitCode,
      long job) {

    static final Plan HEALTHY = plan(30, 50, 55, 125);

    static Plan plan(int starts, int online, int busy, int exits) {
      return new Plan(s(starts), s(online), s(busy), s(exits), 0, JOB);
    }

    static Plan neverStarts() {
      return new Plan(null, null, null, null, 0, JOB);
    }

    static Plan startsLateAndIdles(int starts) {
      return new Plan(s(starts), s(starts + 20), null, null, 0, JOB);
    }

    static Plan neverOnline() {
      return new Plan(s(30), null, null, null, 0, JOB);
    }

    static Plan neverBusy() {
      return new Plan(s(30), s(50), null, null, 0, JOB);
    }

    public static Plan dies(int exits, int exitCode) {
      return new Plan(s(30), null, null, s(exits), exitCode, JOB);
    }

    Plan withJob(long other) {
      return new Plan(starts, online, busy, exits, exitCode, other);
    }

    @Nullable Duration done() {
      return exits == null ? null : exits.minusSeconds(10);
    }

    private static Duration s(int seconds) {
      return Duration.ofSeconds(seconds);
    }
  }

  private record Runner(Plan plan, Instant created) {

    boolean reached(@Nullable Duration after, Instant now) {
      return after != null && !now.isBefore(created.plus(after));
    }
  }

  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<String> notices = new CopyOnWriteArrayList<>();
  volatile @Nullable Long checkRun = 7L;
  volatile @Nullable ApplicationFailure noticeFails;
  volatile Instant runIsBusyUntil = Instant.MIN;
  private final Supplier<Instant> clock;
  private final Deque<Plan> plans = new ArrayDeque<>();
  private final Map<RunnerName, Runner> tasks = new LinkedHashMap<>();
  private final Map<RunnerName, Runner> ever = new LinkedHashMap<>();
  private volatile @Nullable JobStatus says;
  private volatile @Nullable ApplicationFailure mintFails;
  private volatile @Nullable BatchJobId known;
  private volatile @Nullable ApplicationFailure removalFails;
  private final AtomicInteger unconfigured = new AtomicInteger();
  volatile boolean admits = true;
  volatile Runnable atMint = () -> {};
  volatile Runnable atRemoval = () -> {};
  private final Set<RunnerName> removed = new HashSet<>();
  volatile boolean isLeaving;
  // Whether a webhook has told the life that a runner took a job.
  private volatile BooleanSupplier heardOfAJob = () -> false;
  public volatile boolean isUnasked;

  FakeWorld(Supplier<Instant> clock, Plan... plans) {
    this.clock = clock;
    this.plans.addAll(List.of(plans));
  }

  /** Overrules what the forge says of the job. */
  void forgeSays(JobStatus look) {
    says = look;
  }

  public void forgeSays(JobStatus.Status status) {
    String conclusion = status == JobStatus.Status.COMPLETED ? "cancelled" : null;
    says = new JobStatus(status, null, conclusion, clock.get());
  }

  void heardOfAJob(BooleanSupplier heard) {
    heardOfAJob = heard;
  }

  void plansDecide() {
    says = null;
  }

  void mintFails(@Nullable ApplicationFailure failure) {
    mintFails = failure;
  }

  /** The worker saw this job of the pool take a task a moment ago. */
  void batchJobIsKnown(BatchJobId job) {
    known = job;
  }

  /** So many of the next tries to mint come to a worker that does not have the pool. */
  void unconfigured(int tries) {
    unconfigured.set(tries);
  }

  void removalFails(@Nullable ApplicationFailure failure) {
    removalFails = failure;
  }

  synchronized List<RunnerName> runners() {
    return List.copyOf(ever.keySet());
  }

  synchronized boolean isEmpty() {
    return tasks.isEmpty();
  }

  long count(String step) {
    return calls.stream().filter(step::equals).count();
  }

  @Override
  public RunnerToken mintRunnerToken(RunnerRef runner, List<String> labels) {
    calls.add("mintRunnerToken");
    atMint.run();
    if (unconfigured.getAndUpdate(tries -> Math.max(0, tries - 1)) > 0) {
      throw NotConfigured.here("pool " + runner.pool());
    }
    if (mintFails != null) {
      throw mintFails;
    }
    return new RunnerToken(
        Pool.Registration.TOKEN, new SealedSecret("k", "c2VhbGVk"), null, null, known);
  }

  @Override
  public synchronized JobStatus lookAtJob(JobRef job) {
    calls.add("lookAtJob");
    Instant now = clock.get();
    if (says != null) {
      return says;
    }
    for (Map.Entry<RunnerName, Runner> entry : ever.entrySet()) {
      Runner runner = entry.getValue();
      if (runner.plan().job() == job.id() && runner.reached(runner.plan().busy(), now)) {
        boolean over = runner.reached(runner.plan().done(), now);
        return new JobStatus(
            over ? JobStatus.Status.COMPLETED : JobStatus.Status.IN_PROGRESS,
            entry.getKey().toString(),
            over ? "success" : null,
            now);
      }
    }
    return new JobStatus(JobStatus.Status.QUEUED, null, null, now);
  }

  @Override
  public NoticeAnswer openNotice(Notice notice) {
    return told("open", notice);
  }

  @Override
  public NoticeAnswer closeNotice(long number, Notice notice) {
    return told("close " + number, notice);
  }

  /** Another job of the run is in progress for as long as the world says so. */
  @Override
  public String cancelRun(JobRef job) {
    notices.add("cancel run " + job.runId());
    if (clock.get().isBefore(runIsBusyUntil)) {
      throw ApplicationFailure.newFailure("job 5 of it is in progress", FailureType.UNAVAILABLE);
    }
    return "the run is cancelled";
  }

  private NoticeAnswer told(String what, Notice notice) {
    notices.add(what + ": " + notice.title());
    if (noticeFails != null) {
      throw noticeFails;
    }
    return new NoticeAnswer(checkRun, notice.text());
  }

  @Override
  public synchronized Removal removeRunner(RunnerRef ref) {
    calls.add("removeRunner");
    atRemoval.run();
    if (removalFails != null) {
      throw removalFails;
    }
    Runner runner = tasks.get(ref.name());
    if (runner != null && isBusy(runner)) {
      return Removal.IN_USE;
    }
    boolean isThere = runner != null && isOnline(runner) && removed.add(ref.name());
    return isThere ? Removal.REMOVED : Removal.ALREADY_GONE;
  }

  private boolean isOnline(Runner runner) {
    return runner.reached(runner.plan().online(), clock.get())
        && !runner.reached(runner.plan().exits(), clock.get());
  }

  @Override
  public BatchJobId ensureBatchJob(String pool) {
    calls.add("ensureBatchJob");
    return new BatchJobId("mayfly", pool, 1);
  }

  @Override
  public synchronized String createTask(TaskRequest request) {
    calls.add("createTask");
    Plan plan = plans.isEmpty() ? Plan.HEALTHY : plans.poll();
    Runner runner = new Runner(plan, clock.get());
    tasks.put(request.task().task(), runner);
    ever.put(request.task().task(), runner);
    return "https://batch.example/" + request.task().task();
  }

  @Override
  public synchronized Removal deleteTask(
      TaskRef task, @Nullable RunnerRef ref, @Nullable Boolean byForce) {
    calls.add("deleteTask");
    Runner runner = tasks.get(task.task());
    boolean isOver = runner == null || runner.reached(runner.plan().exits(), clock.get());
    if (!isOver && !Boolean.TRUE.equals(byForce)) {
      if (ref == null || removeRunner(ref) == Removal.IN_USE) {
        return Removal.IN_USE;
      }
    }
    return tasks.remove(task.task()) == null ? Removal.ALREADY_GONE : Removal.REMOVED;
  }

  @Override
  public synchronized boolean extendTask(TaskRef task, Duration maxWallClock, Duration retention) {
    calls.add("extendTask " + maxWallClock + " " + retention);
    return tasks.containsKey(task.task());
  }

  @Override
  public KeptNode keepNode(TaskRef task) {
    calls.add("keepNode");
    return new KeptNode("node-1");
  }

  @Override
  public void releaseNode(String pool, String node) {
    calls.add("releaseNode " + node);
  }

  @Override
  public WaitResult awaitTurn(Turn turn) {
    calls.add("awaitTurn " + turn.runner());
    if (admits) {
      return new WaitResult.Admitted(
          clock.get(), isUnasked ? "nobody answers" : "its turn", isUnasked);
    }
    if (isLeaving) {
      return new WaitResult.Gone(clock.get(), "the turn", false);
    }
    throw again();
  }

  @Override
  public void giveBackTurn(Turn turn) {
    calls.add("giveBackTurn " + turn.runner());
  }

  @Override
  public AdmissionSnapshot lookAtPool(PoolId pool, List<RunnerName> admitted) {
    throw new AssertionError("only a pool's entity looks");
  }

  @Override
  public ProbeAnswer probePool(PoolId pool, PoolPause pause) {
    throw new AssertionError("only a pool's entity asks");
  }

  @Override
  public void pausePool(PoolId pool, PoolPause pause) {
    calls.add("pausePool " + pool + ": " + pause.cause());
  }

  @Override
  public synchronized Removal withdrawTask(TaskRef task) {
    throw new AssertionError("only a life of before asks for it");
  }

  @Override
  public synchronized WaitResult awaitStart(WaitRequest wait) {
    return of(wait, runner -> started(runner, wait));
  }

  private WaitResult started(Runner runner, WaitRequest wait) {
    if (runner.reached(runner.plan().starts(), clock.get())) {
      return new WaitResult.Started(clock.get(), "node-1", runner.created());
    }
    return overdue(wait, "the task has not started");
  }

  @Override
  public synchronized WaitResult awaitOnline(WaitRequest wait) {
    return of(wait, runner -> online(runner, wait));
  }

  private WaitResult online(Runner runner, WaitRequest wait) {
    if (runner.reached(runner.plan().online(), clock.get())) {
      return new WaitResult.Online(clock.get(), 7, null);
    }
    return over(runner, wait, "the forge does not list it");
  }

  @Override
  public synchronized WaitResult awaitCompletion(WaitRequest wait) {
    return of(wait, runner -> completion(runner, wait));
  }

  private WaitResult of(WaitRequest wait, Function<Runner, WaitResult> result) {
    Runner runner = present(wait);
    return runner == null
        ? new WaitResult.Gone(clock.get(), "the task", false)
        : result.apply(runner);
  }

  private WaitResult completion(Runner runner, WaitRequest wait) {
    Instant now = clock.get();
    if (isBusy(runner)) {
      if (wait.jobLimit() != null && now.isAfter(wait.from().plus(wait.jobLimit()))) {
        return new WaitResult.Overdue(now, "the job ran for longer than " + wait.jobLimit());
      }
      boolean forLong = now.isAfter(runner.created().plus(runner.plan().busy()).plusSeconds(30));
      if (!wait.busyKnown()
          && forLong
          && (wait.jobLimit() != null || !heardOfAJob.getAsBoolean())) {
        return new WaitResult.Busy(now, 7);
      }
      throw again();
    }
    if (!runner.reached(runner.plan().done(), now)
        && now.isAfter(wait.from().plus(wait.patience()))) {
      return new WaitResult.Idle(now);
    }
    return over(runner);
  }

  @Override
  public synchronized WaitResult awaitOther(RunnerRef ref) {
    Runner runner = ever.get(ref.name());
    if (runner != null && isBusy(runner)) {
      throw again();
    }
    return new WaitResult.Gone(clock.get(), "the runner", false);
  }

  private @Nullable Runner present(WaitRequest wait) {
    return tasks.get(wait.task().task());
  }

  private boolean isBusy(Runner runner) {
    Instant now = clock.get();
    return runner.reached(runner.plan().busy(), now) && !runner.reached(runner.plan().done(), now);
  }

  private WaitResult over(Runner runner, WaitRequest wait, String found) {
    return runner.reached(runner.plan().exits(), clock.get()) ? over(runner) : overdue(wait, found);
  }

  private WaitResult over(Runner runner) {
    if (runner.reached(runner.plan().exits(), clock.get())) {
      return new WaitResult.Ended(clock.get(), runner.plan().exitCode(), null, false);
    }
    throw again();
  }

  private WaitResult overdue(WaitRequest wait, String found) {
    if (clock.get().isAfter(wait.from().plus(wait.patience()))) {
      return new WaitResult.Overdue(clock.get(), found);
    }
    throw again();
  }

  // A day of looks every five seconds would take a minute of the test's own time.
  private static RuntimeException again() {
    ActivityExecutionContext context = Activity.getExecutionContext();
    context.heartbeat("not yet");
    ApplicationFailure notYet =
        ApplicationFailure.newBuilder()
            .setType("NotYet")
            .setMessage("not yet")
            .setNextRetryDelay(context.getInfo().getAttempt() < OFTEN ? SOON : LATER)
            .build();
    notYet.setStackTrace(new StackTraceElement[0]); // It would be sent and parsed each time.
    return notYet;
  }
}
