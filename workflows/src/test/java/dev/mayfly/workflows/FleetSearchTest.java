package dev.mayfly.workflows;

import static dev.mayfly.workflows.Script.boot;
import static dev.mayfly.workflows.Script.fleet;
import static dev.mayfly.workflows.Script.hand;
import static dev.mayfly.workflows.Script.hook;
import static dev.mayfly.workflows.Script.job;
import static dev.mayfly.workflows.Script.late;
import static dev.mayfly.workflows.Script.lost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.Script.Call;
import dev.mayfly.workflows.Script.Hand.Asks;
import dev.mayfly.workflows.Script.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Searches fleets for a broken invariant: real lives, real router, a model of the world. {@code
 * -Dsimulations=100000 -Dseed=7} searches elsewhere, for longer.
 */
class FleetSearchTest {

  private static final long SIMULATIONS = Long.getLong("simulations", 2_000);
  // How many counter-examples to shrink before giving up.
  private static final int FINDINGS = Integer.getInteger("findings", 1);
  private static final long SEED = Long.getLong("seed", 1);

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void noFleetBreaksAnInvariant() {
    List<String> found = new ArrayList<>();
    long begun = System.nanoTime();
    long jobs = 0;
    long made = 0;
    long started = 0;
    long lives = 0;
    long lateKills = 0;
    long fleets = 0;
    long switches = 0;
    for (long seed = SEED; seed < SEED + SIMULATIONS; seed++) {
      Script script = ScriptMaker.of(seed);
      FleetRun.Result result = FleetRun.of(script);
      fleets++;
      if (!result.isGood()) {
        found.add(counterExample(seed, script, result));
        if (found.size() >= FINDINGS) {
          break;
        }
      }
      jobs += result.jobs();
      made += result.made();
      started += result.started();
      lives += result.lives();
      lateKills += result.lateKills();
      switches += result.switches();
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        "%d fleets from seed %d in %.1f s (%.0f a minute): %d jobs, %d lives, %.3f runners made and"
            + " %.3f started a job, %.0f switches a fleet, %d killed since they registered during their clean-up%n",
        fleets,
        SEED,
        seconds,
        fleets / seconds * 60,
        jobs,
        lives,
        (double) made / jobs,
        (double) started / jobs,
        (double) switches / fleets,
        lateKills);
    assertThat(found).as("%s", String.join("\n\n", found)).isEmpty();
  }

  private static String counterExample(long seed, Script script, FleetRun.Result result) {
    List<String> kinds = result.kinds();
    Script smallest =
        Shrinker.shrink(
            script, candidate -> FleetRun.of(candidate).kinds().stream().anyMatch(kinds::contains));
    FleetRun.Result small = FleetRun.of(smallest);
    return "seed "
        + seed
        + ": "
        + result.wrongs()
        + "\nshrunk to\n"
        + smallest
        + "\n"
        + String.join("\n", small.wrongs())
        + "\n"
        + small.story();
  }

  private static FleetRun.Result good(Script script) {
    FleetRun.Result result = FleetRun.of(script);
    assertThat(result.wrongs()).as("%s%n%s", script, result.story()).isEmpty();
    return result;
  }

  @Test
  void aHealthyFleetMakesOneRunnerForEachJob() {
    FleetRun.Result result = good(fleet(job(0), job(1), job(2)));

    assertThat(result.made()).isEqualTo(3);
  }

  @Test
  void aFleetThatHearsOnlyOfItsQueuedJobsIsHealedByItsOwnLooks() {
    FleetRun.Result result =
        good(fleet(job(0).hooks(late(0), lost(), lost()), job(0).hooks(lost())));

    assertThat(result.made()).isEqualTo(2);
  }

  @Test
  void aSeedGivesTheSameFleetBitForBit() {
    for (long seed = 1; seed <= 20; seed++) {
      FleetRun.Result first = FleetRun.of(ScriptMaker.of(seed));
      FleetRun.Result second = FleetRun.of(ScriptMaker.of(seed));

      assertThat(second).isEqualTo(first);
    }
  }

  @Test
  void aRepetitionThatOvertakesTheFirstLookMakesNoRunner() {
    good(fleet(job(0).hooks(hook(7200, 3)).calls(Call.FAILS, Call.FAILS)));
  }

  @Test
  void aCancellationThatOvertakesALookMakesNoRunner() {
    good(fleet(job(716).cancelled(348).calls(Call.IS_REFUSED)).outage(Service.FORGE, 392, 21600));
  }

  @Test
  void aRepetitionWhileAnotherRunnerHasTheJobDoesNotEndTheLifeBeforeTheJob() {
    good(
        fleet(job(1), job(0).lasts(10800).boots(boot(7, 30)).hooks(hook(0, 475)))
            .outage(Service.LISTING, 80, 2400));
  }

  @Test
  void aTaskThatWasCreatedAndThenRefusedLeavesNoRegistration() {
    good(
        fleet(
            job(0)
                .calls(
                    Call.FINE,
                    Call.FINE,
                    Call.FAILS_AFTER_COMMIT,
                    Call.IS_REFUSED,
                    Call.ANSWERS_LATE)));
  }

  @Test
  void aRunnerThatWorkedDuringAnOutageOfBatchIsNotTakenForOneThatNeverStarted() {
    good(
        fleet(job(0).opens(1200), job(0).lasts(1800), job(0))
            .slots(1)
            .outage(Service.BATCH, 1358, 21600));
  }

  @Test
  void aRepetitionToACancelledLifeThatWatchesABusyRunnerDoesNotTurnInCircles() {
    good(fleet(job(0).lasts(300).hooks(hook(0, 90)).hands(hand(Asks.CANCEL, 60))));
  }

  @Test
  void aRunnerThatWorkedWhileItsRemovalWaitedForTheForgeIsNotCalledReleased() {
    good(
        fleet(job(745), job(0).foreign(1).hooks(late(0), late(593), late(7200)))
            .outage(Service.FORGE, 564, 21600));
  }

  @Test
  void aTaskWhoseCreationFailedIsNotEndedWhileItsRunnerHasAJob() {
    good(
        fleet(
            job(0)
                .calls(
                    Call.FINE, Call.FINE, Call.FAILS_AFTER_COMMIT, Call.IS_REFUSED, Call.IS_SLOW)));
  }
}
