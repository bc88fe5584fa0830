package dev.mayfly.workflows.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.RunnerRequest;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.routing.RoutedEvent;
import dev.mayfly.workflows.routing.RoutingDecision.Signal;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An intake on a time-skipping server of its own. */
@Execution(ExecutionMode.CONCURRENT)
class IntakeWorkflowTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final TestWorkflowEnvironment server = TestWorkflowEnvironment.newInstance();
  private final AtomicReference<List<RoutedEvent>> told = new AtomicReference<>(List.of());

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  @Tag(Histories.RECORDED)
  void anIntakeHandsItsEventsOnInTheirOrderAndSaysWhatBecameOfThem(TestInfo test) {
    WorkflowStub intake =
        start(
            events -> {
              told.set(events);
              return new IntakeReport(1, 1, 0, List.of());
            });

    assertThat(intake.getResult(IntakeReport.class))
        .isEqualTo(new IntakeReport(1, 1, 0, List.of()));
    assertThat(told.get()).isEqualTo(events());
    Histories.record(
        test.getTestMethod().orElseThrow().getName(),
        "intake",
        server.getWorkflowClient().fetchHistory("intake").getEvents());
  }

  @Test
  void anOutageOfHoursKeepsTheEvents() {
    Instant end = Instant.ofEpochMilli(server.currentTimeMillis()).plus(Duration.ofHours(5));
    WorkflowStub intake =
        start(
            events -> {
              if (server.currentTimeMillis() < end.toEpochMilli()) {
                throw ApplicationFailure.newFailure("Temporal is away", FailureType.UNAVAILABLE);
              }
              return new IntakeReport(1, 1, 0, List.of());
            });

    assertThat(intake.getResult(IntakeReport.class).events()).isEqualTo(2);
  }

  @Test
  void whatTemporalNeverTakesMakesTheIntakeFailWithTheCause() {
    WorkflowStub intake = start(events -> new IntakeReport(1, 0, 0, List.of("the second: no")));

    assertThatThrownBy(() -> intake.getResult(IntakeReport.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasStackTraceContaining("1 of 2 events could not be carried out");
  }

  private WorkflowStub start(Function<List<RoutedEvent>, IntakeReport> step) {
    server
        .newWorker(RunnerWorkflow.TASK_QUEUE)
        .registerWorkflowImplementationTypes(IntakeWorkflowImpl.class);
    IntakeActivities activities = step::apply;
    server
        .newWorker(RunnerWorkflow.TASK_QUEUE + IntakeActivities.QUEUE_SUFFIX)
        .registerActivitiesImplementations(activities);
    server.start();
    WorkflowStub intake =
        server
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                IntakeWorkflow.TYPE,
                WorkflowOptions.newBuilder()
                    .setWorkflowId("intake")
                    .setTaskQueue(RunnerWorkflow.TASK_QUEUE)
                    .build());
    intake.start(events());
    return intake;
  }

  private static List<RoutedEvent> events() {
    JobEvent event = new JobEvent(42, null, null, null, NOW, "d-1");
    JobRef job =
        new JobRef("github", 42, 7, "acme/app", Scope.ofOrganization("acme"), "build", "CI", null);
    RunnerRequest request =
        new RunnerRequest(
            RunnerRequest.SCHEMA,
            "mayfly",
            job,
            "ubuntu",
            List.of("self-hosted"),
            Deadlines.DEFAULT,
            false,
            false);
    return List.of(
        new RoutedEvent(new Start(request.lifeId(), request, event), NOW),
        new RoutedEvent(
            new Signal(List.of(request.lifeId()), "in_progress", event), NOW.plusSeconds(1)));
  }
}
