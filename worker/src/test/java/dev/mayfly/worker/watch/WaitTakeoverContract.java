package dev.mayfly.worker.watch;

import static dev.mayfly.worker.batch.TaskSnapshot.State.RUNNING;
import static dev.mayfly.worker.watch.Eventually.eventually;
import static dev.mayfly.worker.watch.FakeWorld.T0;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.step.WaitActivities;
import dev.mayfly.workflows.step.WaitRequest;
import dev.mayfly.workflows.step.WaitResult;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A worker that vanishes without a word, and a second one that starts. Temporal's own clock is not
 * moved: a heartbeat time-out would take two minutes, and leave its mark in the history.
 */
@SuppressWarnings("NullAway.Init") // startTheFirstWorker() sets them, before every test
abstract class WaitTakeoverContract {

  private static final String LIFE = "mayfly-github-1";
  private static final Fleet FLEET =
      new Fleet("mayfly", Map.of("github", new Forge(null, null, List.of(FakeWorld.ACME))), null);

  // Temporal's own clock, as the workers' are.
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final FakeWorld world = new FakeWorld();
  private WorkflowClient client;
  private OpenWaits open;
  private Watcher vanishing;
  private Watcher second;
  private WaitTakeover takeover;
  private @Nullable WorkerFactory workers;
  private final AtomicInteger refusals = new AtomicInteger();

  /** The server that this is to hold on, by a client with these calls intercepted. */
  abstract WorkflowClient startServer(ClientInterceptor calls) throws Exception;

  /** Even if it has not been started, or not quite. */
  abstract void stopServer() throws Exception;

  /** Refuses as many listings as the test says. */
  private final class Refusing implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      if (method.equals(WorkflowServiceGrpc.getListWorkflowExecutionsMethod())
          && refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw Status.UNAVAILABLE.asRuntimeException();
      }
      return next.newCall(method, options);
    }
  }

  /** A life that only waits: for a start, for a completion, and for another runner. */
  @WorkflowInterface
  public interface Waiting {
    @WorkflowMethod(name = "RunnerLife")
    WaitResult[] run(WaitRequest first, WaitRequest next);
  }

  /** All three at once, as a life with several attempts does. */
  public static final class WaitingForThree implements Waiting {
    @Override
    public WaitResult[] run(WaitRequest first, WaitRequest next) {
      WaitActivities activities = FakeWorld.steps();
      List<Promise<WaitResult>> waits =
          List.of(
              Async.function(activities::awaitStart, first),
              Async.function(activities::awaitCompletion, next),
              Async.function(activities::awaitOther, next.runner()));
      return waits.stream().map(Promise::get).toArray(WaitResult[]::new);
    }
  }

  @BeforeEach
  void startTheFirstWorker() throws Exception {
    client = startServer(new Refusing());
    world.now = now;
    open = new OpenWaits(client);
    vanishing = world.watcher(new FakeTurns(), client);
    second = world.watcher(new FakeTurns(), client);
    takeover = new WaitTakeover(open, second, FLEET, WaitActivities.HEARTBEAT_TIMEOUT);
    workers = WorkerFactory.newInstance(client);
    FakeWorld.watches(vanishing, WaitingForThree.class, workers.newWorker("q"));
    workers.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (workers != null) {
      takeover.stop();
      workers.shutdownNow();
      vanishing.stop();
      second.stop();
    }
    stopServer();
  }

  /** Until the listing shows it, which on a real server is a moment later. */
  private WorkflowStub start(String workflowId) {
    Waiting life =
        client.newWorkflowStub(
            Waiting.class,
            WorkflowOptions.newBuilder().setWorkflowId(workflowId).setTaskQueue("q").build());
    WorkflowClient.start(life::run, watch(1), watch(2));
    eventually(
        "the listing shows " + workflowId,
        () -> open.runs().stream().anyMatch(run -> run.getWorkflowId().equals(workflowId)));
    return WorkflowStub.fromTyped(life);
  }

  private static WaitRequest watch(long job) {
    RunnerName name = FakeWorld.name(job);
    return new WaitRequest(
        FakeWorld.ref(name, null),
        FakeWorld.taskRef(name),
        T0,
        FakeWorld.PATIENCE,
        null,
        FakeWorld.EXIT,
        null,
        false);
  }

  private WorkflowStub lifeOfTheFirstWorker() {
    WorkflowStub life = start(LIFE);
    eventually("the first worker has the waits", () -> vanishing.size() == 3);
    return life;
  }

  private void startTheSecondWorker() {
    takeover.start();
    eventually("the second worker has the waits", () -> second.size() == 3);
  }

  @Test
  void aLifeWhoseWorkerVanishedGoesOnWithItsNextPollAndShowsNoMark() throws Exception {
    WorkflowStub life = lifeOfTheFirstWorker();
    world.task(FakeWorld.name(1).toString(), RUNNING, Duration.ofSeconds(3), null, null);
    startTheSecondWorker();

    second.poll();
    world.now = now.plusSeconds(60);
    second.poll();

    assertThat(life.getResult(60, TimeUnit.SECONDS, WaitResult[].class))
        .containsExactly(
            new WaitResult.Started(now, "node-1", T0.plusSeconds(3)),
            new WaitResult.Gone(now, "the task", false),
            new WaitResult.Gone(now.plusSeconds(60), "the runner", false));
    List<HistoryEvent> history = client.fetchHistory(LIFE).getEvents();
    assertThat(history)
        .extracting(HistoryEvent::getEventType)
        .doesNotContain(
            EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT,
            EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED);
    assertThat(history)
        .filteredOn(HistoryEvent::hasActivityTaskStartedEventAttributes)
        .extracting(event -> event.getActivityTaskStartedEventAttributes().getAttempt())
        .containsExactly(1, 1, 1);
    eventually("the waits are forgotten", () -> second.size() == 0);
  }

  @Test
  void theWaitsOfAVanishedWorkerGetHeartbeatsOnceItHasMissedOne() {
    WorkflowStub life = lifeOfTheFirstWorker();
    world.now = lastSign(life);
    startTheSecondWorker();

    world.now = world.now.plusSeconds(90);
    second.sendHeartbeats();

    eventually(
        "three heartbeats",
        () -> pending(life).stream().allMatch(PendingActivityInfo::hasHeartbeatDetails));
    assertThat(pending(life)).hasSize(3).allMatch(wait -> wait.getAttempt() == 1);
    assertThat(second.size()).isEqualTo(3);
  }

  @Test
  void theWaitsOfAWorkerThatLivesAreLeftToIt() {
    WorkflowStub life = lifeOfTheFirstWorker();
    Instant before = lastSign(life);
    world.now = before;
    startTheSecondWorker();
    world.now = before.plusSeconds(90);
    vanishing.sendHeartbeats();
    eventually(
        "the first worker has sent heartbeats",
        () -> pending(life).stream().allMatch(PendingActivityInfo::hasHeartbeatDetails));

    second.sendHeartbeats();

    eventually("the second worker has let go", () -> second.size() == 0);
    assertThat(pending(life)).hasSize(3).allMatch(wait -> wait.getAttempt() == 1);
  }

  @Test
  void aWorkerThatRunsTakesOverOnceItIsToldOfADeath() {
    takeover.start();
    WorkflowStub life = lifeOfTheFirstWorker();

    takeover.workerDied();

    eventually("the second worker has the waits", () -> second.size() == 3);
    assertThat(pending(life)).hasSize(3).allMatch(wait -> wait.getAttempt() == 1);
  }

  @Test
  void aLifeThatMovedToAWorkerBringsItsWaits() {
    WorkflowStub life = lifeOfTheFirstWorker();

    takeover.lookAt(requireNonNull(life.getExecution()));

    eventually("the second worker has the waits", () -> second.size() == 3);
    assertThat(pending(life)).hasSize(3).allMatch(wait -> wait.getAttempt() == 1);
  }

  @Test
  void aServerThatDoesNotAnswerYetIsAskedAgain() {
    WorkflowStub life = lifeOfTheFirstWorker();
    refusals.set(2);

    startTheSecondWorker();

    assertThat(refusals).hasValue(0);
    assertThat(pending(life)).hasSize(3);
  }

  @Test
  void onlyLivesOfThisInstallationAndItsForgesAreTakenOver() {
    List.of(LIFE, "other-github-2", "mayfly-gitea-3", "mayfly-pool-ubuntu").forEach(this::start);

    assertThat(takeover.lives()).extracting(WorkflowExecution::getWorkflowId).containsExactly(LIFE);
  }

  /** The last of all three: what is silent since then is silent in every wait. */
  private Instant lastSign(WorkflowStub life) {
    WorkflowExecution run = requireNonNull(life.getExecution());
    return pending(life).stream()
        .map(wait -> new ActivityRef(run.getWorkflowId(), run.getRunId(), wait.getActivityId()))
        .map(wait -> open.lastSign(wait).orElseThrow())
        .max(Instant::compareTo)
        .orElseThrow();
  }

  private static List<PendingActivityInfo> pending(WorkflowStub life) {
    return life.describe().getRawDescription().getPendingActivitiesList();
  }
}
