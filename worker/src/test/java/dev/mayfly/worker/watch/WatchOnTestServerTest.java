package dev.mayfly.worker.watch;

import static dev.mayfly.worker.batch.TaskSnapshot.State.ACTIVE;
import static dev.mayfly.worker.batch.TaskSnapshot.State.RUNNING;
import static dev.mayfly.worker.watch.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.WaitActivities;
import dev.mayfly.workflows.step.WaitRequest;
import dev.mayfly.workflows.step.WaitResult;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The waiting steps against a Temporal that means it: tokens, details, results, cancellations. */
class WatchOnTestServerTest {

  // Of a step that Temporal has not called: what it says where it hands its token over.
  private static final Class<IllegalStateException> OUTSIDE = IllegalStateException.class;

  private final FakeWorld world = new FakeWorld();
  private final TestWorkflowEnvironment server = TestWorkflowEnvironment.newInstance();
  private final Watcher watcher = world.watcher(new FakeTurns(), server.getWorkflowClient());

  /** A life that only waits. */
  @WorkflowInterface
  public interface Waiting {
    @WorkflowMethod
    WaitResult run(WaitRequest watch);
  }

  /** Waits for the start. */
  public static final class WaitingForStart implements Waiting {
    @Override
    public WaitResult run(WaitRequest watch) {
      return FakeWorld.steps().awaitStart(watch);
    }
  }

  @BeforeEach
  void start() {
    FakeWorld.watches(watcher, WaitingForStart.class, server.newWorker("q"));
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    watcher.stop();
    server.close();
  }

  private WorkflowStub life() {
    Waiting life =
        server
            .getWorkflowClient()
            .newWorkflowStub(Waiting.class, WorkflowOptions.newBuilder().setTaskQueue("q").build());
    WorkflowClient.start(life::run, FakeWorld.watch(7L));
    eventually("the wait is registered", () -> watcher.size() == 1);
    return WorkflowStub.fromTyped(life);
  }

  @Test
  void theResultArrivesAsTheValueThatWasSeen() throws Exception {
    world.task(RUNNING, Duration.ofSeconds(3));
    WorkflowStub life = life();

    watcher.poll();

    assertThat(life.getResult(60, TimeUnit.SECONDS, WaitResult.class))
        .isEqualTo(new WaitResult.Started(world.now, "node-1", FakeWorld.T0.plusSeconds(3)));
    eventually("the wait is forgotten", () -> watcher.size() == 0);
  }

  @Test
  void aTaskIsToldOfOnceItHasStartedBeforeItIsWaitedFor() {
    List<TaskRef> begun = new ArrayList<>();
    WaitActivities steps = steps(begun::add);

    assertThatThrownBy(() -> steps.awaitStart(FakeWorld.watch(7L))).isInstanceOf(OUTSIDE);
    assertThat(begun).isEmpty();
    assertThatThrownBy(() -> steps.awaitOnline(FakeWorld.watch(7L))).isInstanceOf(OUTSIDE);
    assertThatThrownBy(() -> steps.awaitCompletion(FakeWorld.watch(7L))).isInstanceOf(OUTSIDE);
    assertThat(begun).hasSize(2).containsOnly(FakeWorld.watch(7L).task());
  }

  @Test
  void aRefusalThatPassesIsTriedAgainAndAnyOtherKeepsNoWaitFromItsEnd() {
    ApplicationFailure passes = ApplicationFailure.newFailure("503", FailureType.UNAVAILABLE);
    ApplicationFailure stays =
        ApplicationFailure.newNonRetryableFailure("403", FailureType.POOL_FAULT);

    assertThatThrownBy(() -> refusing(passes).awaitOnline(FakeWorld.watch(7L))).isSameAs(passes);
    assertThatThrownBy(() -> refusing(stays).awaitOnline(FakeWorld.watch(7L)))
        .as("it goes on")
        .isInstanceOf(OUTSIDE);
  }

  private WaitActivities refusing(ApplicationFailure refusal) {
    return steps(
        task -> {
          throw refusal;
        });
  }

  private WaitActivities steps(Consumer<TaskRef> begun) {
    return new WatchActivitiesImpl(watcher, pool -> true, forge -> true, begun);
  }

  @Test
  void theLastPollIsInTheDetailsOfTheHeartbeat() {
    world.task(ACTIVE, null);
    WorkflowStub life = life();
    world.at(Duration.ofSeconds(5));

    watcher.poll();
    watcher.sendHeartbeats();

    eventually(
        "details",
        () ->
            life.describe().getRawDescription().getPendingActivitiesList().stream()
                .flatMap(wait -> wait.getHeartbeatDetails().getPayloadsList().stream())
                .anyMatch(
                    details -> details.getData().toStringUtf8().equals("\"the task is ACTIVE\"")));
  }

  @Test
  void aWaitOfATerminatedLifeIsForgottenWithItsNextHeartbeat() {
    world.task(ACTIVE, null);
    WorkflowStub life = life();
    life.terminate("by a test");
    world.at(Duration.ofSeconds(5));

    watcher.sendHeartbeats();

    eventually("the wait is forgotten", () -> watcher.size() == 0);
  }

  @Test
  void aWaitThatTemporalCancelledIsForgottenWithItsNextHeartbeat() {
    world.task(ACTIVE, null);
    WorkflowStub life = life();
    life.cancel();
    eventually(
        "the cancellation",
        () ->
            server
                .getWorkflowClient()
                .fetchHistory(life.getExecution().getWorkflowId())
                .getEvents()
                .stream()
                .anyMatch(event -> event.hasActivityTaskCancelRequestedEventAttributes()));
    world.at(Duration.ofSeconds(5));

    watcher.sendHeartbeats();

    eventually("the wait is forgotten", () -> watcher.size() == 0);
  }
}
