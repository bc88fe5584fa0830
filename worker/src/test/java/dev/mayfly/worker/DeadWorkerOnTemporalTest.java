package dev.mayfly.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.mayfly.workflows.temporal.ActivityPolicies;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A worker that dies amid a step, and another one that lives. By Temporal's own clock. */
@Tag("server")
@SuppressWarnings("NullAway.Init") // start() sets it, before every test
class DeadWorkerOnTemporalTest {

  private TemporalProcess server;
  private final List<WorkflowServiceStubs> connections = new ArrayList<>();
  private final List<WorkerFactory> workers = new ArrayList<>();
  private final StepPulse pulse = new StepPulse();
  private final AtomicInteger deaths = new AtomicInteger();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);

  /** The steps of a life. */
  @ActivityInterface
  public interface Steps {
    String first();

    String second();
  }

  /** A life of two steps. */
  @WorkflowInterface
  public interface Life {
    @WorkflowMethod
    String run();
  }

  /** It answers what its steps do. */
  public static final class LifeOfTwoSteps implements Life {
    @Override
    public String run() {
      Steps steps =
          Workflow.newActivityStub(
              Steps.class, ActivityPolicies.step("a step", ActivityPolicies.WHILE_QUEUED));
      return steps.first() + ", " + steps.second();
    }
  }

  /** Those of the worker that dies. */
  private final class Dying implements Steps {
    @Override
    public String first() {
      begun.countDown();
      try {
        over.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
      return "the dead one's";
    }

    @Override
    public String second() {
      return "the dead one's";
    }
  }

  /** Those of the worker that lives; each says which attempt of it this is. */
  private static final class Living implements Steps {
    @Override
    public String first() {
      return "attempt " + Activity.getExecutionContext().getInfo().getAttempt();
    }

    @Override
    public String second() {
      return "attempt " + Activity.getExecutionContext().getInfo().getAttempt();
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = TemporalProcess.startOrSkip();
  }

  @AfterEach
  void stop() throws InterruptedException {
    over.countDown();
    workers.forEach(WorkerFactory::shutdownNow);
    connections.forEach(WorkflowServiceStubs::shutdownNow);
    pulse.close();
    if (server != null) {
      server.stop();
    }
  }

  private WorkflowClient connect() {
    WorkflowServiceStubs connection =
        WorkflowServiceStubs.newConnectedServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(server.address()).build(),
            Duration.ofSeconds(60));
    connections.add(connection);
    return WorkflowClient.newInstance(connection);
  }

  private void work(WorkflowClient client, WorkerFactoryOptions options, Steps steps) {
    WorkerFactory factory = WorkerFactory.newInstance(client, options);
    workers.add(factory);
    Worker worker = factory.newWorker("q");
    worker.registerWorkflowImplementationTypes(LifeOfTwoSteps.class);
    worker.registerActivitiesImplementations(steps);
    factory.start();
  }

  private WorkflowClient startTheLiving() {
    WorkflowClient client = connect();
    work(
        client,
        WorkerFactoryOptions.newBuilder()
            .setWorkerInterceptors(
                pulse, new RepeatedSteps(client, new StickyQueues(client), deaths::incrementAndGet))
            .build(),
        new Living());
    return client;
  }

  @Test
  void theStepOfADeadWorkerIsTakenUpAsSoonAsItsHeartIsMissedAndItsQueueIsLeft() throws Exception {
    work(connect(), WorkerFactoryOptions.getDefaultInstance(), new Dying());
    WorkflowClient client = connect();
    WorkflowStub life =
        client.newUntypedWorkflowStub(
            "Life", WorkflowOptions.newBuilder().setWorkflowId("life").setTaskQueue("q").build());
    var unused = life.start();
    begun.await();
    connections.get(0).shutdownNow();
    client = startTheLiving();

    assertThat(life.getResult(String.class)).isEqualTo("attempt 2, attempt 1");

    List<HistoryEvent> history = client.fetchHistory("life").getEvents();
    HistoryEvent asked = first(history, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED);
    HistoryEvent taken = first(history, EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED);
    assertThat(
            taken
                .getActivityTaskStartedEventAttributes()
                .getLastFailure()
                .getTimeoutFailureInfo()
                .getTimeoutType())
        .isEqualTo(TimeoutType.TIMEOUT_TYPE_HEARTBEAT);
    assertThat(Duration.between(time(asked), time(taken)))
        .isBetween(ActivityPolicies.SIGN_OF_LIFE, ActivityPolicies.ONE_STEP);
    assertThat(history)
        .as("no task waits in the dead worker's own queue")
        .extracting(HistoryEvent::getEventType)
        .doesNotContain(EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT);
    assertThat(deaths).hasValue(1);
  }

  @Test
  void aStepThatOnlyFailedIsNoDeath() {
    AtomicInteger tries = new AtomicInteger();
    WorkflowClient client = connect();
    work(
        client,
        WorkerFactoryOptions.newBuilder()
            .setWorkerInterceptors(
                pulse, new RepeatedSteps(client, new StickyQueues(client), deaths::incrementAndGet))
            .build(),
        new Steps() {
          @Override
          public String first() {
            if (tries.incrementAndGet() == 1) {
              throw new IllegalStateException("the forge is down");
            }
            return "tries: " + tries.get();
          }

          @Override
          public String second() {
            return "done";
          }
        });

    assertThat(
            client
                .newWorkflowStub(Life.class, WorkflowOptions.newBuilder().setTaskQueue("q").build())
                .run())
        .isEqualTo("tries: 2, done");
    assertThat(deaths).hasValue(0);
  }

  private static HistoryEvent first(List<HistoryEvent> history, EventType type) {
    return history.stream().filter(event -> event.getEventType() == type).findFirst().orElseThrow();
  }

  private static Instant time(HistoryEvent event) {
    Timestamp time = event.getEventTime();
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
