package dev.mayfly.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The formulas of the template: that of 2022 as it is known to have behaved, and the corrected. */
class ShippedFormulasTest {

  @ParameterizedTest
  @CsvSource({
    // present target, pending for an hour, next target
    "0, 1, 1",
    "1, 0, 0",
    "4, 9, 4",
    "2, 1, 1",
    "0, 0, 0",
    "1, 9, 2",
  })
  void theFormulaOf2022TakesOneStep(int target, double pending, int next) throws IOException {
    Map<String, MetricSamples> metrics = Map.of("$PendingTasks", Pools.steady(60, pending));

    AutoscaleRun run = Formula.evaluate(Pools.shipped("2022", 4), Pools.pool(target, 1, metrics));

    assertThat(run.error()).isNull();
    assertThat(run.targets())
        .isEqualTo(new AutoscaleRun.Targets(next, 0, NodeDeallocation.TASKCOMPLETION));
  }

  @Test
  void theFormulaOf2022TakesNothingAwayInItsFirst42Minutes() throws IOException {
    String formula = Pools.shipped("2022", 4);

    assertThat(next(formula, 3, Pools.steady(41, 0))).isEqualTo(3);
    assertThat(next(formula, 3, Pools.steady(42, 0))).isEqualTo(2);
  }

  private static int next(String formula, int target, MetricSamples pending) {
    return Formula.evaluate(formula, Pools.pool(target, 5, Map.of("$PendingTasks", pending)))
        .targets()
        .dedicated();
  }

  /** 20 tasks from minute 5 to minute 25, on nodes of 5 slots. */
  @Test
  void theFormulaOf2022GrowsBy5MinutesAndShrinksAfterAnHour() throws IOException {
    List<String> changes = trace(Pools.shipped("2022", 4));

    assertThat(changes)
        .containsExactly("5:1", "10:2", "15:3", "20:4", "85:3", "90:2", "95:1", "100:0");
  }

  @Test
  void theCorrectedFormulaGrowsAtOnceAndShrinksAfterAQuarterOfAnHour() throws IOException {
    assertThat(trace(Pools.shipped("corrected", 30))).containsExactly("5:4", "40:0");
  }

  private static List<String> trace(String formula) {
    Instant begin = Pools.NOW;
    TreeMap<Instant, Double> pending = new TreeMap<>();
    List<String> changes = new ArrayList<>();
    int target = 0;
    for (int second = 0; second <= 120 * 60; second += 30) {
      Instant now = begin.plusSeconds(second);
      boolean busy = second >= 5 * 60 && second < 25 * 60;
      pending.put(now, busy ? 20.0 : 0.0);
      if (second % 300 == 0) {
        PoolView pool =
            new PoolView(now, target, 0, 5, Map.of("$PendingTasks", new MetricSamples(pending)), 1);
        int next = Formula.evaluate(formula, pool).targets().dedicated();
        if (next != target) {
          changes.add(Duration.ofSeconds(second).toMinutes() + ":" + next);
        }
        target = next;
      }
    }
    return changes;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "4, 1", "5, 2", "100, 25", "1000, 30"})
  void theCorrectedFormulaHasANodeForEveryFourTasks(double pending, int nodes) throws IOException {
    Map<String, MetricSamples> metrics = Map.of("$PendingTasks", Pools.steady(15, pending));

    AutoscaleRun run = Formula.evaluate(Pools.shipped("corrected", 30), Pools.pool(0, 4, metrics));

    assertThat(run.targets())
        .isEqualTo(new AutoscaleRun.Targets(nodes, 0, NodeDeallocation.TASKCOMPLETION));
  }

  @Test
  void theCorrectedFormulaTakesNothingAwayWithoutSamples() throws IOException {
    assertThat(
            Formula.evaluate(Pools.shipped("corrected", 30), Pools.pool(7, 4, Map.of()))
                .targets()
                .dedicated())
        .isEqualTo(7);
  }
}
