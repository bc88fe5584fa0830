package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.life.LifeMutant;
import dev.mayfly.workflows.mutation.MutableProduct;
import dev.mayfly.workflows.step.WaitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Breaks one rule of the product at a time: the search must notice, with a wide margin. */
@Mutating
class MutationTest {

  private static final MutableProduct PRODUCT = new MutableProduct(LifeMutant.values());

  @ParameterizedTest
  @EnumSource(to = "RETURN_BEFORE_EVERY_WAIT_IS_OVER")
  void isNoticed(LifeMutant mutant) throws Exception {
    SearchAssertions.assertCaught(mutant.name(), PRODUCT.ask(mutant, MutantHunt.class));
  }

  @ParameterizedTest
  @EnumSource
  void aBrokenWatcherIsNoticed(BrokenWatcher broken) throws InterruptedException {
    SearchAssertions.assertCaught(
        broken.name(), MutantHunt.hunt(FleetRun.Around.with(broken.watchers)));
  }

  private enum BrokenWatcher {
    TRUST_ONE_LISTING(TrustsOneListing::new),
    COUNT_THE_ONLINE_DEADLINE_FROM_THE_CREATION(CountsFromCreation::new),
    COMPARE_THE_CLOCKS_OF_BATCH_AND_TEMPORAL(ComparesClocks::new),
    BELIEVE_THE_WORKERS_OWN_CLOCK(BelievesItsOwnClock::new),
    ACT_ON_WHAT_WAS_KNOWN_BEFORE_IT_SLEPT(ForgetsThatItSlept::new);

    @SuppressWarnings("ImmutableEnumChecker") // a constructor
    private final FleetRun.Watchers watchers;

    BrokenWatcher(FleetRun.Watchers watchers) {
      this.watchers = watchers;
    }
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
