package dev.mayfly.bench.scaling;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.autoscale.AutoscaleRun;
import dev.mayfly.autoscale.Formula;
import dev.mayfly.autoscale.MetricSamples;
import dev.mayfly.autoscale.PoolView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** An autoscale formula of the template, evaluated every five minutes, the most often there is. */
final class FormulaPolicy implements Policy {

  private static final int INTERVAL = 300;
  private static final int SAMPLE_DELAY = 60;
  private static final Duration REMEMBERED = Duration.ofHours(2);
  // A Tuesday, which no formula here asks for.
  private static final Instant MIDNIGHT = Instant.parse("2026-11-24T00:00:00Z");

  private final String name;
  private final Formula formula;
  private final NavigableMap<Instant, Double> pending = new TreeMap<>();

  /**
   * @param file in the template's folder of formulas.
   * @param most nodes.
   */
  FormulaPolicy(String name, String file, int most) {
    this.name = name;
    this.formula =
        Formula.parse(
            text(file)
                .replace("{0}", "$TargetDedicatedNodes")
                .replace("{1}", "0")
                .replace("{2}", Integer.toString(most)));
  }

  private static String text(String file) {
    try (InputStream formula =
        FormulaPolicy.class.getResourceAsStream("/formulas/" + file + ".txt")) {
      if (formula == null) {
        throw new IllegalArgumentException("there is no formula " + file);
      }
      return new String(formula.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void resize(int now, SimulatedPool pool) {
    Instant time = MIDNIGHT.plusSeconds(now);
    if (now % MetricSamples.PERIOD.toSeconds() == 0) {
      pending.put(time, (double) pool.pendingTasks());
      pending.headMap(time.minus(REMEMBERED)).clear();
    }
    if (now % INTERVAL == 0) {
      pool.resize(now, evaluate(time, pool.target()).targets().dedicated());
    }
  }

  private AutoscaleRun evaluate(Instant time, int target) {
    MetricSamples visible =
        new MetricSamples(pending.headMap(time.minusSeconds(SAMPLE_DELAY), true));
    AutoscaleRun run =
        formula.evaluate(
            new PoolView(
                time, target, 0, SimulatedPool.SLOTS, Map.of("$PendingTasks", visible), 1));
    if (run.error() != null) {
      throw new IllegalStateException(name + ": " + run.error());
    }
    return run;
  }
}
