package dev.mayfly.workflows.sweep;

import static dev.mayfly.workflows.sweep.ScriptedSweep.HOOK;
import static dev.mayfly.workflows.sweep.ScriptedSweep.ID;
import static dev.mayfly.workflows.sweep.ScriptedSweep.START;
import static dev.mayfly.workflows.sweep.ScriptedSweep.delivery;
import static dev.mayfly.workflows.sweep.ScriptedSweep.givenUp;
import static dev.mayfly.workflows.sweep.ScriptedSweep.job;
import static dev.mayfly.workflows.sweep.ScriptedSweep.orphan;
import static dev.mayfly.workflows.sweep.ScriptedSweep.runner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.sweep.SweepState.Counts;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The story of a sweep, round by round, without Temporal. */
class SweepTest {

  private final ScriptedSweep world = new ScriptedSweep();
  private Sweep sweep = world.sweep(SweepState.of(ID));

  private Duration round() {
    world.passes(60);
    return sweep.round();
  }

  private void roundInWhichFails(Object step) {
    world.failing.add(step);
    round();
  }

  // Jobs that no pool serves.

  private static Unserved.Job unserved(long id, @Nullable String nearest) {
    return new Unserved.Job(id, "acme/app", "build", List.of("ubuntu-lates"), null, START, nearest);
  }

  @Test
  void jobsThatNoPoolServesAreThoseOfTheLastCompleteLook() {
    world.unserved = Unserved.of(List.of(unserved(1, null), unserved(2, "pool ubuntu")));
    world.next = "acme/lib";
    round();
    world.unserved = Unserved.of(List.of(unserved(2, "pool ubuntu"), unserved(3, null)));
    world.next = null;
    round();
    assertThat(sweep.unserved().jobs()).extracting(Unserved.Job::id).containsExactly(2L, 1L, 3L);

    world.unserved = null;
    world.next = "acme/lib";
    round();
    assertThat(sweep.unserved().jobs()).hasSize(3);
    world.next = null;
    round();
    assertThat(sweep.unserved()).isEqualTo(new Unserved(List.of(), 0));
  }

  @Test
  void noMoreThanFiftyAreNamedAndTheRestIsCounted() {
    world.unserved =
        Unserved.of(LongStream.rangeClosed(1, 70).mapToObj(id -> unserved(id, null)).toList());

    round();

    assertThat(sweep.unserved().jobs()).hasSize(50);
    assertThat(sweep.unserved().more()).isEqualTo(20);
  }

  @Test
  void aLookThatIsRepeatedCountsThemOnce() {
    world.unserved =
        Unserved.of(LongStream.rangeClosed(1, 70).mapToObj(id -> unserved(id, null)).toList());
    world.queued = LongStream.rangeClosed(1, 201).mapToObj(ScriptedSweep::job).toList();
    world.next = "acme/lib";
    round();
    world.queued = List.of();
    round();
    world.unserved = null;
    world.next = null;
    round();

    assertThat(sweep.unserved().more()).isEqualTo(20);
  }

  // A round.

  @Test
  void aRoundRedeliversThenProvidesThenRemoves() {
    world.failed = List.of(delivery(7, "queued"));
    world.queued = List.of(job(1));
    world.orphans = List.of(orphan(2, false));
    round();
    world.asked.clear();

    assertThat(round()).isEqualTo(Duration.ofSeconds(20));

    assertThat(world.asked)
        .containsExactly(
            "findFailedDeliveries [" + START.plusSeconds(60) + "]",
            "redeliver 7",
            "findQueued null",
            "provideFor 1",
            "findOrphans",
            "removeOrphan 2");
    SweepState state = sweep.state();
    assertThat(state.counts()).isEqualTo(new Counts(2, 2, 2, 1, 0));
    assertThat(state.failure()).isNull();
    assertThat(state.lastSuccess()).isEqualTo(START.plusSeconds(120));
    assertThat(state.bound()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void aLifeWhoseJobIsNotQueuedAnyMoreIsToAskAfterIt() {
    world.unlisted = List.of(job(3).request().lifeId());
    world.failing.add(3L);

    round();
    assertThat(sweep.state().failure()).isEqualTo("askAfterJob: 503");
    world.failing.clear();
    round();

    assertThat(world.repairs()).containsExactly("askAfterJob 3", "askAfterJob 3");
    assertThat(world.heard).contains("ASKED mayfly-github-3: its job is not queued any more");
    assertThat(sweep.state().failure()).isNull();
  }

  @Test
  void theBoundHasRoomForWhatTwoRoundsDoBesideLooking() {
    world.queued = List.of(job(1), job(2));
    world.lookTakes = Duration.ofSeconds(30);
    world.repairTakes = Duration.ofSeconds(5);

    round();

    assertThat(sweep.state().bound()).isEqualTo(Duration.ofSeconds(120 + 2 * 10));
  }

  @Test
  void hooksThatCannotBeReadAreSaidAndMakeNoRoundIncomplete() {
    world.unavailable = "organization acme: reading its hooks needs a permission";
    world.queued = List.of(job(1));

    round();

    assertThat(world.repairs()).containsExactly("provideFor 1");
    assertThat(sweep.state().failure()).isNull();
    assertThat(sweep.state().lastSuccess()).isEqualTo(START.plusSeconds(60));
    assertThat(sweep.state().notRedelivered()).isEqualTo(world.unavailable);
    assertThat(sweep.state().lines()).contains("not delivered again: " + world.unavailable);
    world.unavailable = null;
    round();
    assertThat(sweep.state().notRedelivered()).isNull();
  }

  @Test
  void withoutAPauseOfItsOwnTheNextRoundComesAfterAMinute() {
    world.pause = Duration.ZERO;

    assertThat(round()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aPartThatCannotBeDoneStopsNoOtherAndMakesTheRoundIncomplete() {
    world.queued = List.of(job(1));
    world.orphans = List.of(orphan(2, false));
    round();
    world.failing.add("findFailedDeliveries");
    world.failing.add("findQueued");

    assertThat(round()).isEqualTo(Duration.ofSeconds(20));

    assertThat(world.repairs()).containsExactly("provideFor 1", "removeOrphan 2");
    assertThat(sweep.state().failure()).isEqualTo("findFailedDeliveries: 503, and 1 more");
    assertThat(sweep.state().lastSuccess()).isEqualTo(START.plusSeconds(60));

    world.failing.clear();
    round();

    assertThat(sweep.state().failure()).isNull();
    assertThat(sweep.state().lastSuccess()).isEqualTo(START.plusSeconds(180));
  }

  @Test
  void oneRepairThatCannotBeDoneLeavesTheOthers() {
    world.queued = List.of(job(1), job(2), job(3));
    world.failing.add(2L);

    round();

    assertThat(world.repairs()).containsExactly("provideFor 1", "provideFor 2", "provideFor 3");
    assertThat(sweep.state().counts().provided()).isEqualTo(2);
    assertThat(sweep.state().failure()).isEqualTo("provideFor: 503");
  }

  @Test
  void repairsThatFailOneAfterTheOtherAreLeftForTheNextRound() {
    world.queued = LongStream.rangeClosed(1, 9).mapToObj(ScriptedSweep::job).toList();
    world.failing.add("provideFor");

    assertThat(round()).isEqualTo(Duration.ofSeconds(20));

    assertThat(world.repairs()).containsExactly("provideFor 1", "provideFor 2", "provideFor 3");
  }

  @Test
  void whatIsMoreThanARoundMendsIsMendedInTheNextAtOnce() {
    long many = Sweep.MOST_REPAIRS + 1;
    world.queued = LongStream.rangeClosed(1, many).mapToObj(ScriptedSweep::job).toList();
    world.next = "acme/lib";

    assertThat(round()).isEqualTo(Duration.ZERO);

    assertThat(world.repairs()).hasSize(Sweep.MOST_REPAIRS);
    assertThat(sweep.state().next()).isNull();
  }

  // Deliveries.

  @Test
  void queuedIsSentAgainFirstAndTheOldestFirst() {
    world.failed =
        List.of(
            delivery(9, "queued"),
            delivery(1, "completed"),
            delivery(2, null),
            delivery(4, "queued"));

    round();

    assertThat(world.repairs())
        .containsExactly("redeliver 4", "redeliver 9", "redeliver 1", "redeliver 2");
  }

  @Test
  void aHookIsReadOnOnlyWhenAllThatItFailedToDeliverWasSentAgain() {
    world.failed = List.of(delivery(1, "queued"), delivery(2, "queued"));
    roundInWhichFails(2L);
    assertThat(sweep.state().marks()).isEmpty();

    world.failing.clear();
    round();
    assertThat(sweep.state().marks())
        .containsExactly(new HookCursor(HOOK, START.plusSeconds(120), List.of(1L, 2L)));

    roundInWhichFails("redeliver");
    assertThat(sweep.state().marks())
        .containsExactly(new HookCursor(HOOK, START.plusSeconds(120), List.of(1L, 2L)));
  }

  @Test
  void aDeliveryThatTheForgeRefusesToSendAgainIsNotTriedForEver() {
    world.failed = List.of(delivery(1, "queued"));
    world.refused.add(1L);

    round();

    assertThat(sweep.state().marks()).hasSize(1);
    assertThat(sweep.state().failure()).isEqualTo("redeliver: 404");
  }

  // Queued jobs.

  @Test
  void whereALookStoppedTheNextOneGoesOn() {
    world.next = "acme/lib";
    round();
    assertThat(sweep.state().failure()).isNull();

    world.next = null;
    round();
    round();

    assertThat(world.asked)
        .filteredOn(step -> step.startsWith("findQueued"))
        .containsExactly("findQueued null", "findQueued acme/lib", "findQueued null");
  }

  @Test
  void aLookThatHadNoBudgetAtAllIsNoSuccess() {
    world.next = "acme/app";
    world.examined = 0;

    round();

    assertThat(sweep.state().failure()).isEqualTo("no budget to look for queued jobs");
    assertThat(sweep.state().lastSuccess()).isNull();
  }

  @Test
  void whoIsGivenUpIsReportedOnceForAsLongAsItIsFound() {
    world.givenUp = List.of(givenUp(5));
    round();
    round();
    assertThat(sweep.state().givenUp()).containsExactly(givenUp(5));

    world.givenUp = List.of();
    round();
    assertThat(sweep.state().givenUp()).isEmpty();

    assertThat(world.heard)
        .filteredOn(line -> line.startsWith("GIVEN_UP"))
        .containsExactly("GIVEN_UP mayfly-github-5: its life ended as Cancelled");
    assertThat(world.repairs()).isEmpty();
  }

  @Test
  void whoIsGivenUpIsKnownUntilACompleteLookHasNotFoundIt() {
    world.givenUp = List.of(givenUp(5));
    world.next = "acme/lib";
    round();
    world.givenUp = List.of(givenUp(6));
    world.next = null;
    round();
    assertThat(sweep.state().givenUp()).containsExactly(givenUp(5), givenUp(6));

    world.next = "acme/lib";
    round();
    assertThat(sweep.state().givenUp()).containsExactly(givenUp(5), givenUp(6));
    world.next = null;
    round();

    assertThat(sweep.state().givenUp()).containsExactly(givenUp(6));
  }

  // Orphans.

  @Test
  void whatOneLookFindsIsASuspectOnly() {
    world.orphans = List.of(orphan(1, false));

    round();

    assertThat(world.repairs()).isEmpty();
    assertThat(sweep.state().suspects()).containsExactly(runner(1));
  }

  @Test
  void whatALookDoesNotFindAgainIsNoSuspectAnyMore() {
    world.orphans = List.of(orphan(1, false));
    round();
    world.orphans = List.of();
    round();
    world.orphans = List.of(orphan(1, false));

    round();

    assertThat(world.repairs()).isEmpty();
  }

  @Test
  void aLookThatFailsConfirmsNoSuspectAndForgetsNone() {
    world.orphans = List.of(orphan(1, false));
    round();
    roundInWhichFails("findOrphans");
    round();
    assertThat(world.repairs()).isEmpty();

    world.failing.clear();
    round();

    assertThat(world.repairs()).containsExactly("removeOrphan 1");
  }

  @Test
  void twoLooksThatBeganAtTheSameTimeAreOne() {
    world.orphans = List.of(orphan(1, false));

    sweep.round();
    sweep.round();

    assertThat(world.repairs()).isEmpty();
  }

  @Test
  void aBusyOrphanIsNeverRemovedAndCountedInEachRound() {
    world.orphans = List.of(orphan(1, true), orphan(2, false));
    world.inUse.add(runner(2));
    round();
    round();
    round();

    assertThat(world.repairs()).containsExactly("removeOrphan 2", "removeOrphan 2");
    assertThat(sweep.state().counts()).isEqualTo(new Counts(3, 0, 0, 0, 4));
  }

  @Test
  void aRemovalThatFailedIsTriedAgainInTheNextRound() {
    world.orphans = List.of(orphan(1, false));
    round();
    roundInWhichFails("removeOrphan");
    world.failing.clear();

    round();

    assertThat(world.repairs()).containsExactly("removeOrphan 1", "removeOrphan 1");
    assertThat(sweep.state().counts().removed()).isEqualTo(1);
  }

  @Test
  void suspectsAndAllElseSurviveANewRun() {
    world.orphans = List.of(orphan(1, false));
    world.givenUp = List.of(givenUp(5));
    world.next = "acme/lib";
    round();
    SweepState before = sweep.state();
    sweep = world.sweep(before);
    assertThat(sweep.state()).isEqualTo(before);

    round();

    assertThat(world.repairs()).containsExactly("removeOrphan 1");
    assertThat(world.heard).filteredOn(line -> line.startsWith("GIVEN_UP")).hasSize(1);
  }

  // Releases and people.

  @Test
  void onlyAnotherReleaseIsAReasonToBeginAnew() {
    assertThat(sweep.upgrade("1.0")).isFalse();
    assertThat(sweep.upgrade("1.0")).isFalse();
    assertThat(sweep.upgrade("1.1")).isTrue();
    assertThat(sweep.state().release()).isEqualTo("1.1");
  }

  @Test
  void itsLinesSayHowItStandsAndWhomItDoesNotHelp() {
    assertThat(sweep.state().lines().get(0))
        .isEqualTo("0 rounds, the last complete one at no time yet");
    world.queued = List.of(job(1));
    world.givenUp = LongStream.rangeClosed(10, 21).mapToObj(ScriptedSweep::givenUp).toList();
    round();
    roundInWhichFails("findOrphans");

    assertThat(sweep.state().lines())
        .startsWith(
            "2 rounds, the last complete one at 2026-01-01T00:01:00Z",
            "a lost job is found within 2 min",
            "2 provided for, 0 delivered again, 0 removed, 0 kept",
            "the last round was not complete: findOrphans: 503",
            "given up: mayfly-github-10, its life ended as Cancelled")
        .endsWith("given up: 2 more");
  }
}
