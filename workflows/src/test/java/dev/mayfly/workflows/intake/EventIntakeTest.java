package dev.mayfly.workflows.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.routing.RoutedEvent;
import dev.mayfly.workflows.routing.RoutingDecision.Ignore;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.Histories;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An intake that is told more while it is at work, on a time-skipping server of its own. */
@Execution(ExecutionMode.CONCURRENT)
class EventIntakeTest {

  private final TestWorkflowEnvironment server = TestWorkflowEnvironment.newInstance();
  private final List<List<RoutedEvent>> steps = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  @Tag(Histories.RECORDED)
  void whatCameDuringAStepIsCarriedOutByTheNextInItsOrder(TestInfo test) {
    serve(
        events -> {
          if (steps.size() == 1) {
            WorkflowStub unused = tell(batch(2, 3));
            unused = tell(batch(4));
          }
          return started(events.size());
        });

    WorkflowStub intake = tell(batch(0, 1));

    assertThat(intake.getResult(IntakeReport.class)).isEqualTo(started(5));
    assertThat(steps).containsExactly(events(0, 1), events(2, 3, 4));
    Histories.record(
        test.getTestMethod().orElseThrow().getName(),
        "intake",
        server.getWorkflowClient().fetchHistory("intake").getEvents());
  }

  @Test
  void oneThatIsOverBeginsAgainWithTheNext() {
    serve(events -> started(events.size()));
    assertThat(tell(batch(0)).getResult(IntakeReport.class)).isEqualTo(started(1));

    assertThat(tell(batch(1)).getResult(IntakeReport.class)).isEqualTo(started(1));
    assertThat(steps).containsExactly(events(0), events(1));
  }

  @Test
  void aStepIsNeitherTooLongNorTooLargeForTemporal() {
    int[] many = IntStream.range(3, 3 + IntakeBatch.MOST_EVENTS).toArray();
    serve(
        events -> {
          if (steps.size() == 1) {
            WorkflowStub unused = tell(large(1));
            unused = tell(large(2));
            unused = tell(batch(many));
          }
          return started(events.size());
        });

    IntakeReport unused = tell(batch(0)).getResult(IntakeReport.class);

    assertThat(steps).containsExactly(events(0), events(1), events(2), events(many));
  }

  @Test
  void anOutageOfHoursKeepsTheEvents() {
    Instant end = Instant.ofEpochMilli(server.currentTimeMillis()).plus(Duration.ofHours(5));
    serve(
        events -> {
          if (server.currentTimeMillis() < end.toEpochMilli()) {
            throw ApplicationFailure.newFailure("Temporal is away", FailureType.UNAVAILABLE);
          }
          return started(events.size());
        });

    assertThat(tell(batch(0, 1)).getResult(IntakeReport.class)).isEqualTo(started(2));
  }

  @Test
  void whatTemporalNeverTakesMakesTheIntakeFailAfterAllOthersAreCarriedOut() {
    serve(
        events -> {
          if (steps.size() > 1) {
            return started(events.size());
          }
          WorkflowStub unused = tell(batch(2));
          return new IntakeReport(1, 0, 0, List.of("the second: no"));
        });

    failsWith("1 of 3 events could not be carried out", tell(batch(0, 1)));
    assertThat(steps).containsExactly(events(0, 1), events(2));
  }

  @Test
  void aStepThatIsGivenUpDoesNotKeepTheOthers() {
    serve(
        events -> {
          if (steps.size() > 1) {
            return started(events.size());
          }
          WorkflowStub unused = tell(batch(2));
          throw ApplicationFailure.newNonRetryableFailure("cannot be read", FailureType.REFUSED);
        });

    failsWith("2 events: ", tell(batch(0, 1)));
    assertThat(steps).containsExactly(events(0, 1), events(2));
  }

  @Test
  void theStatusSaysWhatWaits() {
    List<IntakeStatus> statuses = new CopyOnWriteArrayList<>();
    serve(
        events -> {
          if (steps.size() == 1) {
            WorkflowStub unused = tell(batch(1));
          } else if (steps.size() == 2) {
            statuses.add(tell(batch(2, 3, 4)).query("status", IntakeStatus.class));
          }
          return started(events.size());
        });

    IntakeReport unused = tell(batch(0)).getResult(IntakeReport.class);

    assertThat(statuses).containsExactly(new IntakeStatus(3, started(1), null));
  }

  private void serve(Function<List<RoutedEvent>, IntakeReport> step) {
    server
        .newWorker(RunnerWorkflow.TASK_QUEUE)
        .registerWorkflowImplementationTypes(EventIntakeImpl.class);
    IntakeActivities activities =
        events -> {
          steps.add(events);
          return step.apply(events);
        };
    server
        .newWorker(RunnerWorkflow.TASK_QUEUE + IntakeActivities.QUEUE_SUFFIX)
        .registerActivitiesImplementations(activities);
    server.start();
  }

  private WorkflowStub tell(IntakeBatch batch) {
    WorkflowStub intake =
        server
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                EventIntake.TYPE,
                WorkflowOptions.newBuilder()
                    .setWorkflowId("intake")
                    .setTaskQueue(RunnerWorkflow.TASK_QUEUE)
                    .build());
    var unused = intake.signalWithStart(EventIntake.TAKE, new Object[] {batch}, new Object[0]);
    return intake;
  }

  private static void failsWith(String why, WorkflowStub intake) {
    assertThatThrownBy(() -> intake.getResult(IntakeReport.class))
        .isInstanceOf(WorkflowFailedException.class)
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure ->
                assertThat(
                        failure.getOriginalMessage()
                            + failure.getDetails().get(IntakeReport.class).failed())
                    .contains(why));
  }

  private static IntakeReport started(int many) {
    return new IntakeReport(many, 0, 0, List.of());
  }

  private static IntakeBatch batch(int... names) {
    return new IntakeBatch(events(names), names.length);
  }

  private static IntakeBatch large(int name) {
    return new IntakeBatch(events(name), IntakeBatch.MOST_CHARACTERS);
  }

  private static List<RoutedEvent> events(int... names) {
    return IntStream.of(names)
        .mapToObj(i -> new RoutedEvent(new Ignore(String.valueOf(i), null), Instant.EPOCH))
        .toList();
  }
}
