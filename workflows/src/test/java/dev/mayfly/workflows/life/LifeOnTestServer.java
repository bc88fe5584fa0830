package dev.mayfly.workflows.life;

import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.temporal.EntityOnTestServer;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkflowImplementationOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One life on a time-skipping server of its own, in a {@link FakeWorld}. */
public final class LifeOnTestServer implements AutoCloseable {

  static final JobRef JOB =
      new JobRef(
          "github",
          FakeWorld.JOB,
          11,
          "acme/app",
          Scope.ofOrganization("acme"),
          "build",
          "CI",
          "https://github.com/acme/app/actions/runs/11/job/29679449526");

  final TestWorkflowEnvironment server;
  public final FakeWorld world;
  public final RunnerWorkflow life;

  LifeOnTestServer(FakeWorld.Plan... plans) {
    this(TestEnvironmentOptions.newBuilder(), plans);
  }

  public LifeOnTestServer(TestEnvironmentOptions.Builder options, FakeWorld.Plan... plans) {
    this(options, LifeOnTestServer::registerLives, true, plans);
  }

  private LifeOnTestServer(Consumer<Worker> lives, boolean polls) {
    this(TestEnvironmentOptions.newBuilder(), lives, polls);
  }

  /**
   * @param polls whether its worker polls from the start.
   */
  private LifeOnTestServer(
      TestEnvironmentOptions.Builder options,
      Consumer<Worker> lives,
      boolean polls,
      FakeWorld.Plan... plans) {
    server = EntityOnTestServer.server(options);
    world = new FakeWorld(() -> Instant.ofEpochMilli(server.currentTimeMillis()), plans);
    Worker worker = server.newWorker(RunnerWorkflow.TASK_QUEUE);
    lives.accept(worker);
    worker.registerActivitiesImplementations(world);
    if (polls) {
      server.start();
    }
    life =
        server
            .getWorkflowClient()
            .newWorkflowStub(
                RunnerWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setWorkflowId("mayfly-github-" + FakeWorld.JOB)
                    .setTaskQueue(RunnerWorkflow.TASK_QUEUE)
                    .build());
    world.heardOfAJob(() -> history().stream().anyMatch(LifeOnTestServer::saysThatAJobWasTaken));
  }

  private static boolean saysThatAJobWasTaken(HistoryEvent event) {
    return event
        .getWorkflowExecutionSignaledEventAttributes()
        .getSignalName()
        .equals("in_progress");
  }

  /** As a worker registers lives that encrypts payloads, or has prices. */
  static LifeOnTestServer of(boolean encrypted, Optional<Prices> prices) {
    return new LifeOnTestServer(
        worker ->
            worker.registerWorkflowImplementationFactory(
                RunnerWorkflow.class,
                input ->
                    new RunnerWorkflowImpl(input.get(0, RunnerRequest.class), encrypted, prices),
                WorkflowImplementationOptions.getDefaultInstance()),
        true);
  }

  private static void registerLives(Worker worker) {
    worker.registerWorkflowImplementationTypes(
        RunnerWorkflowImpl.class, RunCancelWorkflowImpl.class);
  }

  /** Its Current Details, as the Web UI asks for them. */
  String details() {
    return WorkflowStub.fromTyped(life)
        .query("__temporal_workflow_metadata", WorkflowMetadata.class)
        .getCurrentDetails();
  }

  public static RunnerRequest request() {
    return request(Deadlines.DEFAULT);
  }

  static RunnerRequest request(Deadlines deadlines) {
    return request(deadlines, false);
  }

  public static RunnerRequest request(Deadlines deadlines, boolean limited) {
    return new RunnerRequest(
        1, "mayfly", JOB, "ubuntu", List.of("self-hosted", "linux"), deadlines, false, limited);
  }

  public LifeOnTestServer start() {
    return start(request());
  }

  /**
   * Starts it, and has it told more before a worker takes up its first task.
   *
   * @param told by the client, before any worker polls.
   */
  static LifeOnTestServer startedWithoutWorker(Consumer<LifeOnTestServer> told) {
    LifeOnTestServer on = new LifeOnTestServer(LifeOnTestServer::registerLives, false);
    on.signalWithStart(request());
    told.accept(on);
    on.server.start();
    on.awaitFirstTask();
    return on;
  }

  /** Returns once its first steps are behind it: to what comes then, time may be skipped. */
  public LifeOnTestServer start(RunnerRequest request) {
    signalWithStart(request);
    awaitFirstTask();
    return this;
  }

  private void signalWithStart(RunnerRequest request) {
    BatchRequest batch = server.getWorkflowClient().newSignalWithStartRequest();
    batch.add(life::run, request);
    batch.add(life::queued, event(null, null));
    server.getWorkflowClient().signalWithStart(batch);
  }

  /** Not by a query, for which the SDK ends a task whose steps are still under way. */
  private void awaitFirstTask() {
    while (history().stream().noneMatch(HistoryEvent::hasWorkflowTaskCompletedEventAttributes)) {
      Thread.onSpinWait();
    }
  }

  public JobEvent event(@Nullable RunnerName runner, @Nullable String conclusion) {
    return event(FakeWorld.JOB, runner, conclusion);
  }

  JobEvent event(long job, @Nullable RunnerName runner, @Nullable String conclusion) {
    Instant now = Instant.ofEpochMilli(server.currentTimeMillis());
    return new JobEvent(
        job,
        runner == null ? null : runner.toString(),
        runner == null ? null : 7L,
        conclusion,
        now,
        "d-1");
  }

  public void sleep(int seconds) {
    server.sleep(Duration.ofSeconds(seconds));
  }

  /** Lets time pass, second by second, until the life has asked for this step. */
  void untilAsked(String step) {
    EntityOnTestServer.until(
        server,
        "it asks for " + step,
        () -> world.calls.stream().anyMatch(call -> call.startsWith(step)),
        life::status);
  }

  /** Returns the steps that are under way, each with its last failure. */
  List<String> pending() {
    return WorkflowStub.fromTyped(life)
        .describe()
        .getRawDescription()
        .getPendingActivitiesList()
        .stream()
        .map(it -> it.getActivityType().getName() + ": " + it.getLastFailure().getMessage())
        .toList();
  }

  static boolean isStepAtOnce(HistoryEvent event) {
    return event.getMarkerRecordedEventAttributes().getMarkerName().equals("LocalActivity");
  }

  /** Starts the life, whose first runner comes online and runs the job; returns at its end. */
  public void runsHealthily() {
    start();
    sleep(57);
    life.inProgress(event(runner(1), null));
    sleep(60);
    life.completed(event(runner(1), "success"));
    Outcome unused = outcome();
  }

  public RunnerName runner(int attempt) {
    return world.runners().get(attempt - 1);
  }

  public Outcome outcome() {
    try {
      return WorkflowStub.fromTyped(life).getResult(90, TimeUnit.SECONDS, Outcome.class);
    } catch (TimeoutException e) {
      throw new AssertionError("the life does not end: " + life.status(), e);
    }
  }

  List<HistoryEvent> history() {
    return client()
        .fetchHistory(WorkflowStub.fromTyped(life).getExecution().getWorkflowId())
        .getEvents();
  }

  io.temporal.common.SearchAttributes attributes() {
    return WorkflowStub.fromTyped(life).describe().getTypedSearchAttributes();
  }

  public String end(int attempt) {
    return String.valueOf(life.status().attempts().get(attempt - 1).end());
  }

  WorkflowExecution execution() {
    return WorkflowStub.fromTyped(life).getExecution();
  }

  private WorkflowClient client() {
    return server.getWorkflowClient();
  }

  @Override
  public void close() {
    server.close();
  }
}
