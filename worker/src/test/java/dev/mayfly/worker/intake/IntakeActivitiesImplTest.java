package dev.mayfly.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.service.dispatch.DispatchResult;
import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.intake.IntakeActivities;
import dev.mayfly.workflows.intake.IntakeReport;
import dev.mayfly.workflows.intake.IntakeWorkflow;
import dev.mayfly.workflows.intake.IntakeWorkflowImpl;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.RunnerRequest;
import dev.mayfly.workflows.routing.RoutedEvent;
import dev.mayfly.workflows.routing.RoutingDecision.Ignore;
import dev.mayfly.workflows.routing.RoutingDecision.Signal;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
import io.grpc.Status;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class IntakeActivitiesImplTest {

  @AutoClose
  private final TestActivityEnvironment environment = TestActivityEnvironment.newInstance();

  private final List<String> carriedOut = new ArrayList<>();
  private final List<String> again = new ArrayList<>();

  @Test
  void countsWhatBecameOfEachEvent() {
    IntakeReport report =
        step(event ->
                switch (name(event)) {
                  case "0" -> new DispatchResult.Started("life");
                  case "1" -> new DispatchResult.Signalled(List.of("life"));
                  default -> new DispatchResult.Ignored("nothing to do");
                })
            .carryOut(events(4));

    assertThat(report).isEqualTo(new IntakeReport(1, 1, 2, List.of()));
    assertThat(carriedOut).containsExactly("0", "1", "2", "3");
    assertThat(again).isEmpty();
  }

  @Test
  void saysOfTheEventsOfARepeatedIntakeThatTheyMayBeForTheSecondTime() {
    try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance()) {
      temporal.newWorker("q").registerWorkflowImplementationTypes(IntakeWorkflowImpl.class);
      temporal
          .newWorker("q" + IntakeActivities.QUEUE_SUFFIX)
          .registerActivitiesImplementations(
              new IntakeActivitiesImpl(
                  event -> {
                    carriedOut.add(name(event));
                    if (carriedOut.size() == 2) {
                      throw Status.UNAVAILABLE.asRuntimeException();
                    }
                    return new DispatchResult.Started("life");
                  },
                  event -> again.add(name(event)) && !name(event).equals("2"),
                  () -> {}));
      temporal.start();

      IntakeReport report =
          temporal
              .getWorkflowClient()
              .newWorkflowStub(
                  IntakeWorkflow.class, WorkflowOptions.newBuilder().setTaskQueue("q").build())
              .run(events(4));

      assertThat(report.started()).isEqualTo(4);
    }
    assertThat(carriedOut).containsExactly("0", "1", "1", "2", "3");
    assertThat(again).as("until one is met that had not begun").containsExactly("1", "2");
  }

  @Test
  void goesOnWhereAWorkerStoppedThatWasKilled() {
    environment.setHeartbeatDetails(new IntakeReport(1, 1, 0, List.of()));

    IntakeReport report = step(event -> new DispatchResult.Started("life")).carryOut(events(4));

    assertThat(report).isEqualTo(new IntakeReport(3, 1, 0, List.of()));
    assertThat(carriedOut).containsExactly("2", "3");
  }

  @Test
  void isRepeatedWhileTemporalDoesNotAnswer() {
    IntakeActivities step =
        step(
            event -> {
              if (name(event).equals("1")) {
                throw Status.UNAVAILABLE.asRuntimeException();
              }
              return new DispatchResult.Started("life");
            });

    assertThatThrownBy(() -> step.carryOut(events(3))).isInstanceOf(ActivityFailure.class);
    assertThat(carriedOut).containsExactly("0", "1");
  }

  @Test
  void anEventThatTemporalNeverTakesDoesNotKeepTheOthers() {
    IntakeReport report =
        step(event -> {
              if (name(event).equals("1")) {
                throw Status.INVALID_ARGUMENT.withDescription("no").asRuntimeException();
              }
              return new DispatchResult.Started("life");
            })
            .carryOut(events(3));

    assertThat(report.started()).isEqualTo(2);
    assertThat(report.failed()).singleElement().asString().contains("INVALID_ARGUMENT: no");
  }

  @Test
  void waitsForRoomBeforeALifeBeginsAndForNothingBeforeOneIsTold() {
    JobRef job =
        new JobRef("github", 7, 7, "acme/app", Scope.ofOrganization("acme"), "build", "CI", null);
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
    JobEvent queued = new JobEvent(7, null, null, null, Instant.EPOCH, "delivery");
    Start start = new Start(request.lifeId(), request, queued);
    Signal told = new Signal(List.of(request.lifeId()), "completed", queued);

    IntakeReport unused =
        step(event -> new DispatchResult.Started("life"))
            .carryOut(
                Stream.of(told, start, told)
                    .map(decision -> new RoutedEvent(decision, Instant.EPOCH))
                    .toList());

    assertThat(carriedOut).containsExactly("Signal", "room", "Start", "Signal");
  }

  private interface Dispatch {
    DispatchResult of(RoutedEvent event);
  }

  private IntakeActivities step(Dispatch dispatch) {
    environment.registerActivitiesImplementations(
        new IntakeActivitiesImpl(
            event -> {
              carriedOut.add(name(event));
              return dispatch.of(event);
            },
            event -> again.add(name(event)) && !name(event).equals("2"),
            () -> carriedOut.add("room")));
    return environment.newActivityStub(
        IntakeActivities.class,
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofMinutes(1))
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
            .build());
  }

  private static String name(RoutedEvent event) {
    return event.decision() instanceof Ignore ignore
        ? ignore.reason()
        : event.decision().getClass().getSimpleName();
  }

  private static List<RoutedEvent> events(int many) {
    return IntStream.range(0, many)
        .mapToObj(i -> new RoutedEvent(new Ignore(String.valueOf(i), null), Instant.EPOCH))
        .toList();
  }
}
