package dev.mayfly.workflows.sweep;

import static dev.mayfly.workflows.sweep.ScriptedSweep.delivery;
import static dev.mayfly.workflows.sweep.ScriptedSweep.givenUp;
import static dev.mayfly.workflows.sweep.ScriptedSweep.job;
import static dev.mayfly.workflows.sweep.ScriptedSweep.orphan;
import static dev.mayfly.workflows.sweep.ScriptedSweep.runner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.temporal.Histories;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowFailedException;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.time.Instant;
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
