package dev.mayfly.workflows.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.mutation.MutableProduct;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.sweep.SweepMutant;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Breaks one rule of the sweep at a time: the search must notice, with a wide margin. */
@Tag("search")
@Timeout(
    value = 10,
    unit = TimeUnit.MINUTES) // a hang guard: what is broken on purpose may go round in circles
class SweepMutationTest {

  private static final MutableProduct PRODUCT = new MutableProduct(SweepMutant.values());

  @ParameterizedTest
  @EnumSource
  void isNoticed(SweepMutant mutant) throws Exception {
    isCaught(mutant.name(), PRODUCT.ask(mutant, SweepMutantHunt.class));
  }

  @Test
  void ignoringThatTheForgeCallsARunnerBusyIsNoticed() throws InterruptedException {
    isCaught("ignore a 422", SweepMutantHunt.hunt(removing(SweepMutationTest::ignoringBusy)));
  }

  @Test
  void removingTheTaskBeforeTheRegistrationIsNoticed() throws InterruptedException {
    isCaught(
        "task before registration", SweepMutantHunt.hunt(removing(SweepMutationTest::taskFirst)));
  }

  private static void isCaught(String mutation, String found) {
    System.out.println("'" + mutation + "' is caught in " + found);
    assertThat(Integer.parseInt(found.substring(0, found.indexOf(' '))))
        .as(mutation)
        .isEqualTo(MutantHunt.ENOUGH);
  }

  private static FleetRun.SweptWorlds removing(BiFunction<FleetModel, RunnerName, Removal> order) {
    return (script, time, model, gateway, checks) ->
        new SweptWorld(script, time, model, gateway, checks) {
          @Override
          Removal removeInOrder(RunnerName name) {
            return order.apply(model, name);
          }
        };
  }

  private static Removal ignoringBusy(FleetModel model, RunnerName name) {
    model.unregister(name);
    return model.batch.delete(name, false);
  }

  private static Removal taskFirst(FleetModel model, RunnerName name) {
    model.batch.delete(name, false);
    return model.unregister(name);
  }
}
