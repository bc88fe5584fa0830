package dev.mayfly.workflows.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.life.LifeMutant;
import dev.mayfly.workflows.life.WaitResult;
import dev.mayfly.workflows.mutation.MutableProduct;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Breaks one rule of the product at a time: the search must notice, with a wide margin. */
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
