package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.mutation.MutableProduct;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.sweep.SweepMutant;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Breaks one rule of the sweep at a time: the search must notice, with a wide margin. */
@Mutating
class SweepMutationTest {

  private static final MutableProduct PRODUCT = new MutableProduct(SweepMutant.values());

  @ParameterizedTest
  @EnumSource
  void isNoticed(SweepMutant mutant) throws Exception {
    SearchAssertions.assertCaught(mutant.name(), PRODUCT.ask(mutant, SweepMutantHunt.class));
  }

  @Test
  void ignoringThatTheForgeCallsARunnerBusyIsNoticed() throws InterruptedException {
    SearchAssertions.assertCaught(
        "ignore a 422", SweepMutantHunt.hunt(removing(SweepMutationTest::ignoringBusy)));
  }

  @Test
  void removingTheTaskBeforeTheRegistrationIsNoticed() throws InterruptedException {
    SearchAssertions.assertCaught(
        "task before registration", SweepMutantHunt.hunt(removing(SweepMutationTest::taskFirst)));
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
