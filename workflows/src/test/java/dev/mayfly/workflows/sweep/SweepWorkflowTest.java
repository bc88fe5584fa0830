package dev.mayfly.workflows.sweep;

import static dev.mayfly.workflows.sweep.ScriptedSweep.delivery;
import static dev.mayfly.workflows.sweep.ScriptedSweep.givenUp;
import static dev.mayfly.workflows.sweep.ScriptedSweep.job;
import static dev.mayfly.workflows.sweep.ScriptedSweep.orphan;
import static dev.mayfly.workflows.sweep.ScriptedSweep.runner;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.temporal.Histories;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowFailedException;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A sweep on the time-skipping server. */
@Execution(ExecutionMode.CONCURRENT)
class SweepWorkflowTest {

  private static final List<EventType> ROUND =
      List.of(
          EventType.EVENT_TYPE_TIMER_FIRED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
          EventType.EVENT_TYPE_TIMER_STARTED);

  private static final List<EventType> TWO_ROUNDS =
      Collections.nCopies(2, ROUND).stream().flatMap(List::stream).toList();

  private final SweepOnTestServer on = new SweepOnTestServer();
  private final ScriptedSweep world = on.world;

  @AfterEach
  void replays(TestInfo test) throws Exception {
    on.replayAndClose(test);
  }

  @Test
  void theFirstRoundBeginsAtOnceAndOthersFollowAfterThePause() {
    world.pause = Duration.ofHours(1);
    Instant begun = on.now();
    on.start();
    on.untilRounds(1);
    assertThat(on.sweep().status().lastSuccess()).isBefore(begun.plus(Duration.ofMinutes(30)));

    on.sleep(Duration.ofHours(3));

    on.untilRounds(3);
    assertThat(on.sweep().status().lastSuccess()).isAfter(begun.plus(Duration.ofHours(2)));
    assertThat(on.phases()).containsExactly("SWEEPING");
  }

  @Test
  @Tag(Histories.RECORDED)
  void eachRepairOfASweepIsAStepOfItsOwnThatSaysWhatAndWhy() {
    world.failed = List.of(delivery(7, "queued"));
    world.queued = List.of(job(1));
    world.orphans = List.of(orphan(2, false), orphan(3, true));
    world.givenUp = List.of(givenUp(5));
    on.start();

    on.until("the orphan is removed", () -> on.sweep().status().counts().removed() > 0);

    assertThat(on.steps())
        .contains(
            "findFailedDeliveries • what the gateway did not take",
            "redeliver • queued 7 of orgs/acme/hooks/1: answered 503",
            "findQueued • queued jobs that nobody provides for",
            "provideFor • mayfly-github-1: it had no life",
            "findOrphans • runners that no life stands behind",
            "removeOrphan • registration and task of mayfly-github-2-3fa91c-1: its life was"
                + " terminated");
    assertThat(on.steps()).noneMatch(step -> step.contains("mayfly-github-3"));
  }

  /** By Temporal Cloud's prices two actions: the timer, and all looks of one task together. */
  @Test
  @Tag(Histories.RECORDED)
  void aRoundThatMendsNothingIsOneTaskOfTheSweepWithNoStep() {
    on.start();

    on.untilRounds(5);

    List<EventType> types =
        on.history().stream()
            .map(HistoryEvent::getEventType)
            .filter(type -> !type.equals(EventType.EVENT_TYPE_MARKER_RECORDED))
            .dropWhile(type -> !type.equals(EventType.EVENT_TYPE_TIMER_FIRED))
            .toList();
    assertThat(Collections.indexOfSubList(types, TWO_ROUNDS))
        .as("two rounds in a row, but for the marks of their looks, are among %s", types)
        .isNotNegative();
  }

  @Test
  @Tag(Histories.RECORDED)
  void aLookThatTakesLongIsTakenByAStep() {
    on.firstTakesLong = true;
    on.start();

    on.untilRounds(2);

    assertThat(on.sweep().status().failure()).isNull();
    assertThat(on.count(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED)).isPositive();
  }

  @Test
  void aLookThatStoppedForWantOfBudgetGoesOnFromThereInTheNextRound() {
    world.next = "acme/lib";
    on.start();

    on.untilRounds(2);

    assertThat(on.steps())
        .contains("findQueued • queued jobs that nobody provides for, from acme/lib on");
  }

  @Test
  @Tag(Histories.RECORDED)
  void anOutageOfHoursIsOnePendingStepOfTheSweepAndNoFailure() {
    world.failing.add("findQueued");
    on.start();
    on.sleep(Duration.ofHours(5));
    assertThat(on.sweep().status().counts().rounds()).isZero();

    on.set(world.failing::clear);

    on.untilRounds(1);
    assertThat(on.sweep().status().failure()).isNull();
    assertThat(on.asked).filteredOn(step -> step.startsWith("findQueued")).hasSizeGreaterThan(100);
    assertThat(on.count(EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED)).isZero();
    assertThat(on.count(EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT)).isZero();
  }

  @Test
  @Tag(Histories.RECORDED)
  void aPartThatIsRefusedShowsTheSweepAsFailingUntilItWorks() {
    world.refused.add("null");
    world.queued = List.of(job(1));
    world.orphans = List.of(orphan(2, false));
    on.start();
    on.untilRounds(2);
    assertThat(on.sweep().status().failure()).isEqualTo("findQueued: 404");
    assertThat(on.sweep().status().lastSuccess()).isNull();
    assertThat(on.asked).contains("removeOrphan 2");

    on.set(world.refused::clear);

    on.until("a round is complete", () -> on.sweep().status().lastSuccess() != null);
    assertThat(on.phases()).containsExactly("SWEEPING", "FAILING", "SWEEPING");
  }

  @Test
  void oneRepairThatCannotBeDoneKeepsTheSweepForMinutesOnly() {
    world.queued = List.of(job(1), job(2));
    world.failing.add(1L);
    Instant begun = on.now();
    on.start();

    on.untilRounds(1);

    assertThat(on.now()).isBefore(begun.plus(Duration.ofMinutes(30)));
    assertThat(on.sweep().status().counts().provided()).isEqualTo(1);
    assertThat(on.sweep().status().failure()).contains("provideFor: 503");
  }

  @Test
  @Tag(Histories.RECORDED)
  void sweepNowBeginsTheNextRoundAtOnce() {
    world.pause = Duration.ofDays(1);
    Instant begun = on.now();
    on.start();
    on.untilRounds(1);

    on.sweep().sweepNow();

    on.untilRounds(2);
    assertThat(on.now()).isBefore(begun.plus(Duration.ofHours(1)));
  }

  @Test
  void thatAnOperatorAskedForAPassAndWhyIsInTheHistoryAndTheReportSaysWhatItFound() {
    world.pause = Duration.ofDays(1);
    world.queued = List.of(job(1));
    world.orphans = List.of(orphan(2, false));
    world.refused.add(1L);
    on.start();
    on.untilRounds(1);
    Instant next = requireNonNull(on.sweep().report().next());

    assertThat(on.sweep().sweepFor(OperatorRequest.of("ada", "a job was lost")))
        .isEqualTo("a pass begins");

    on.untilRounds(2);
    assertThat(on.history().toString()).contains("ada", "a job was lost");
    SweepReport report = on.sweep().report();
    SweepPass last = requireNonNull(report.last());
    assertThat(last.removed()).isEqualTo(1);
    assertThat(last.provided()).isZero();
    assertThat(last.failures()).containsExactly("mayfly-github-1: provideFor: 404");
    assertThat(last.ended()).isBetween(last.begun(), next);
    assertThat(report.underWay()).isNull();
    assertThat(report.next()).isEqualTo(last.ended().plus(world.pause));
    assertThat(report.lastComplete()).isNull();
  }

  @Test
  @Tag(Histories.RECORDED)
  void theSameReleaseChangesNothing() {
    on.start();
    on.sweep().upgrade("1.0");
    on.untilRounds(1);
    String first = on.run();

    on.sweep().upgrade("1.0");
    on.untilRounds(3);

    assertThat(on.run()).isEqualTo(first);
    assertThat(on.sweep().status().release()).isEqualTo("1.0");
  }

  @Test
  void anotherReleaseGoesOnInARunOfItsOwnWithAllThatIsKnown() {
    world.pause = Duration.ofDays(1);
    world.orphans = List.of(orphan(2, false));
    world.givenUp = List.of(givenUp(5));
    on.start();
    on.sweep().upgrade("1.0");
    on.untilRounds(1);
    String first = on.run();
    assertThat(on.sweep().status().suspects()).containsExactly(runner(2));

    on.sweep().upgrade("1.1");

    on.until("there is another run", () -> !on.run().equals(first));
    on.untilRounds(2);
    SweepState state = on.sweep().status();
    assertThat(state.counts().removed()).isEqualTo(1);
    assertThat(state.givenUp()).containsExactly(givenUp(5));
    assertThat(state.release()).isEqualTo("1.1");
  }

  @Test
  void aRunOfASweepEndsAfterAnHourOfRoundsSoThatItsHistoryStaysSmall() {
    world.pause = Duration.ofSeconds(1);
    on.start();
    on.untilRounds(1);
    String first = on.run();

    on.until("there is another run", () -> !on.run().equals(first));

    assertThat(on.sweep().status().counts().rounds()).isBetween(60L, 70L);
  }

  @Test
  void requestCancellationEndsASweepEvenInTheMiddleOfAStep() {
    world.failing.add("findOrphans");
    on.start();
    on.until("it is in the middle", () -> on.asked.contains("findOrphans"));

    on.untyped().cancel();

    assertThatThrownBy(() -> on.untyped().getResult(Void.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
  }
}
