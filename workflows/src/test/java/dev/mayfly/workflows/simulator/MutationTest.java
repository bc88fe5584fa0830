package dev.mayfly.workflows.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.life.LifeMutant;
import dev.mayfly.workflows.mutation.MutableProduct;
import dev.mayfly.workflows.step.WaitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Breaks one rule of the product at a time: the search must notice, with a wide margin. */
@Tag("search")
@Timeout(
    value = 10,
    unit = TimeUnit.MINUTES) // a hang guard: what is broken on purpose may go round in circles
class MutationTest {

  private static final MutableProduct PRODUCT = new MutableProduct(LifeMutant.values());

  @ParameterizedTest
  @EnumSource(to = "RETURN_BEFORE_EVERY_WAIT_IS_OVER")
  void isNoticed(LifeMutant mutant) throws Exception {
    isCaught(mutant.name(), PRODUCT.ask(mutant, MutantHunt.class));
  }

  @Test
  void trustingOneListingIsNoticed() throws InterruptedException {
    isCaught("trust one listing", hunt(TrustsOneListing::new));
  }

  @Test
  void countingTheOnlineDeadlineFromTheCreationIsNoticed() throws InterruptedException {
    isCaught("count the online deadline from the creation", hunt(CountsFromCreation::new));
  }

  @Test
  void comparingTheClocksOfBatchAndTemporalIsNoticed() throws InterruptedException {
    isCaught("compare Batch's clock with Temporal's", hunt(ComparesClocks::new));
  }

  @Test
  void believingTheWorkersOwnClockIsNoticed() throws InterruptedException {
    isCaught("believe the worker's own clock", hunt(BelievesItsOwnClock::new));
  }

  @Test
  void actingOnWhatWasKnownBeforeAWorkerSleptIsNoticed() throws InterruptedException {
    isCaught("act on what was known before it slept", hunt(ForgetsThatItSlept::new));
  }

  private static String hunt(FleetRun.Watchers watchers) throws InterruptedException {
    return MutantHunt.hunt(FleetRun.Around.with(watchers));
  }

  private static void isCaught(String mutation, String found) {
    System.out.println("'" + mutation + "' is caught in " + found);
    assertThat(Integer.parseInt(found.substring(0, found.indexOf(' '))))
        .as(mutation)
        .isEqualTo(MutantHunt.ENOUGH);
  }

  private static final class TrustsOneListing extends ModelWatcher {
    private TrustsOneListing(Script script, BatonScheduler time, FleetModel model) {
      super(script, time, model);
    }

    @Override
    Optional<WaitResult> missing(Wait wait) {
      return Optional.of(new WaitResult.Gone(begun(), "the task", false));
    }
  }

  /** As it was: the second start of a task is one that began after the runner was online. */
  private static final class ComparesClocks extends ModelWatcher {
    private ComparesClocks(Script script, BatonScheduler time, FleetModel model) {
      super(script, time, model);
    }

    @Override
    boolean isRunAgain(Wait wait, ModelTask task) {
      return startTime(task).isAfter(wait.watch().from().plus(Duration.ofMinutes(1)));
    }
  }

  private static final class BelievesItsOwnClock extends ModelWatcher {
    private BelievesItsOwnClock(Script script, BatonScheduler time, FleetModel model) {
      super(script, time, model);
    }

    @Override
    Instant begun() {
      return ownClock();
    }
  }

  private static final class ForgetsThatItSlept extends ModelWatcher {
    private ForgetsThatItSlept(Script script, BatonScheduler time, FleetModel model) {
      super(script, time, model);
    }

    @Override
    boolean knowsThatItSlept() {
      return false;
    }
  }

  private static final class CountsFromCreation extends ModelWatcher {
    private CountsFromCreation(Script script, BatonScheduler time, FleetModel model) {
      super(script, time, model);
    }

    @Override
    Optional<WaitResult> online(Wait wait, ModelTask task) {
      Instant due = BatonScheduler.EPOCH.plusMillis(task.createdAt).plus(Duration.ofMinutes(30));
      return begun().isAfter(due)
          ? Optional.of(new WaitResult.Overdue(begun(), "since it was created"))
          : super.online(wait, task);
    }
  }
}
