package dev.mayfly.workflows.simulator;

import static dev.mayfly.workflows.simulator.Script.boot;
import static dev.mayfly.workflows.simulator.Script.fleet;
import static dev.mayfly.workflows.simulator.Script.hand;
import static dev.mayfly.workflows.simulator.Script.job;
import static dev.mayfly.workflows.simulator.Script.late;
import static dev.mayfly.workflows.simulator.Script.lost;
import static dev.mayfly.workflows.simulator.SearchAssertions.good;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.simulator.Script.Call;
import dev.mayfly.workflows.simulator.Script.Hand.Asks;
import dev.mayfly.workflows.simulator.Script.Labels;
import dev.mayfly.workflows.simulator.Script.Plant.What;
import dev.mayfly.workflows.simulator.Script.Plant.Whose;
import dev.mayfly.workflows.simulator.Script.Service;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Searches fleets with the real sweep for a broken invariant. {@code -Dsimulations=100000 -Dseed=7}
 * searches elsewhere, for longer.
 */
@Tag("search")
class SweepSearchTest {

  @Test
  @Timeout(value = 7, unit = TimeUnit.DAYS)
  void noSweptFleetBreaksAnInvariant() throws InterruptedException {
    SearchAssertions.assertNoneIsWrong(SweepScriptMaker::of, 1_000);
  }

  @Test
  void aSeedGivesTheSameSweptFleetsOnAnyNumberOfThreads() throws InterruptedException {
    SearchAssertions.assertSameOnAnyNumberOfThreads(SweepScriptMaker::of, 60);
  }

  @Test
  void withoutAnyWebhookEachJobStillGetsOneRunner() {
    FleetRun.Result result =
        good(fleet(job(0).untold(), job(5).untold(), job(90).untold()).swept(60));

    assertThat(result.made()).isEqualTo(3);
  }

  @Test
  void aJobWhoseLifeWasTerminatedGetsAnother() {
    FleetRun.Result result =
        good(fleet(job(0).boots(boot(600, 20)).hands(hand(Asks.TERMINATE, 3))).swept(60));

    assertThat(result.lives()).isEqualTo(2);
  }

  @Test
  void aBusyRunnerWhoseLifeWasTerminatedDoesItsJobAndIsRemovedThen() {
    FleetRun.Result result =
        good(fleet(job(0).lasts(1800).hands(hand(Asks.TERMINATE, 60))).swept(60));

    assertThat(result.made()).isEqualTo(1);
  }

  @Test
  void aLifeThatWasResetKeepsItsRunner() {
    FleetRun.Result result = good(fleet(job(0).lasts(1800).hands(hand(Asks.RESET, 60))).swept(60));

    assertThat(result.made()).isEqualTo(1);
  }

  @Test
  void whatNobodyMadeGoesAndWhatOthersMadeStays() {
    good(
        fleet(job(0))
            .swept(60)
            .plant(What.REGISTRATION, Whose.NOBODYS, 0)
            .plant(What.TASK, Whose.OLD, 0)
            .plant(What.RUNNER, Whose.NOBODYS, 30)
            .plant(What.REGISTRATION, Whose.RIVALS, 0)
            .plant(What.TASK, Whose.OTHER_FORGES, 0));
  }

  /** Its life never hears of it, and the job is cancelled before another worker goes on. */
  @Test
  void aRegistrationThatADeadWorkerMadeJustInTimeIsRemoved() {
    FleetRun.Result result =
        good(fleet(job(0).labels(Labels.JIT).calls(Call.KILLS).cancelled(5)).swept(60));

    assertThat(result.made()).isZero();
  }

  @Test
  void aLookOfMinutesAgoMakesNoRunnerForAJobThatIsServedByNow() {
    good(
        fleet(job(0).hooks(lost()))
            .swept(60)
            .plant(What.RUNNER, Whose.NOBODYS, 0)
            .sweepCalls(Call.FINE, Call.FINE, Call.IS_LIMITED));
  }

  @Test
  void whatTemporalDidNotTakeIsSentAgain() {
    good(fleet(job(10)).outage(Service.TEMPORAL, 0, 600).swept(60));
  }

  @Test
  void aRunnerWhoseJobTheForgeWillNotSpeakOfIsNotEndedWhileItIsBusy() {
    good(
        fleet(
                job(0),
                job(0)
                    .lasts(2700)
                    .untold()
                    .calls(
                        Call.FINE,
                        Call.FINE,
                        Call.FINE,
                        Call.FINE,
                        Call.FINE,
                        Call.FINE,
                        Call.IS_REFUSED))
            .outage(Service.FRESH_LISTING, 146, 2400)
            .swept(300)
            .width(1));
  }

  @Test
  void aLateCompletionOfARunnerOfTheSameNameBeforeAResetEndsNothing() {
    good(
        fleet(
                job(1).untold(),
                job(1)
                    .lasts(10800)
                    .boots(boot(2, 8), boot(1, 41))
                    .calls(Call.ANSWERS_LATE)
                    .hands(hand(Asks.RESET, 156)),
                job(0).calls(Call.IS_LIMITED),
                job(0).calls(Call.IS_LIMITED),
                job(0).boots(boot(0, 10)).hooks(late(0), late(0), late(7200)))
            .swept(600));
  }

  @Test
  void aTaskThatIsMadeAfterItsLifeWasTerminatedIsRemovedOnceItHasNoJob() {
    good(
        fleet(job(8).calls(Call.FINE, Call.FINE, Call.IS_SLOW).hands(hand(Asks.TERMINATE, 6)))
            .swept(30));
  }

  @Test
  void aLifeWithRunnersToRemoveAndAJobToAskForIsRefusedTenTimesAnHourAtMost() {
    good(
        fleet(
                job(1).untold(),
                job(0).lasts(300).untold().calls(Call.FAILS, Call.IS_LIMITED),
                job(1).untold())
            .slots(1)
            .outage(Service.CREDENTIAL, 491, 2700)
            .swept(300)
            .width(2));
  }

  @Test
  void aLifeGoesOnWhereAnotherIsTerminatedInTheSameInstant() {
    good(
        fleet(job(6).lasts(5), job(0), job(52).hands(hand(Asks.TERMINATE, 7))).tick(20).swept(600));
  }
}
