package dev.mayfly.workflows.cost;

import static dev.mayfly.workflows.cost.Weeks.MONDAY;
import static dev.mayfly.workflows.cost.Weeks.PRICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.explanation.EndKind;
import dev.mayfly.workflows.explanation.Step;
import org.junit.jupiter.api.Test;

class LifeCostTest {

  @Test
  void aLifeTellsWhatItsRunnersCostAndHowMuchOfItWasWasted() {
    assertThat(line("gpu", EndKind.IDLE_TIMED_OUT))
        .isEqualTo(
            "\n\nCost: 0.3000 EUR for 10 min of a node's slot, without what its pool pays for idle"
                + " nodes; of it 0.3000 for runners that ran no job");
    assertThat(line("ubuntu", EndKind.RAN_JOB))
        .isEqualTo(
            "\n\nCost: 0.0300 EUR for 10 min of a node's slot, without what its pool pays for idle"
                + " nodes");
  }

  @Test
  void wherePricesDoNotNameThePoolItSaysSo() {
    assertThat(line("windows", EndKind.RAN_JOB))
        .isEqualTo("\n\nCost: 10 min of a node's slot, for which the file of prices has none");
  }

  @Test
  void beforeItsFirstNodeItSaysNothing() {
    assertThat(
            LifeCost.line(
                PRICES,
                RunnerTimeTest.life("gpu", null, RunnerTimeTest.at(0, Step.NODE)),
                MONDAY.plusSeconds(700)))
        .isEmpty();
  }

  private static String line(String pool, EndKind how) {
    return LifeCost.line(
        PRICES,
        RunnerTimeTest.life(
            pool, how, RunnerTimeTest.at(0, Step.START), RunnerTimeTest.at(600, Step.REMOVAL)),
        MONDAY.plusSeconds(700));
  }
}
