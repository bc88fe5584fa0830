package dev.mayfly.worker.cost;

import dev.mayfly.service.metrics.Measure;
import dev.mayfly.service.metrics.Meters;
import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.cost.Prices.Nodes;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.fleet.ScalingSettings;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/**
 * Adds to the times that workflow code counts what only the configuration knows: the kind of the
 * nodes, and what they cost now.
 *
 * @param prices empty: costs are not counted.
 * @param clock by which a price is valid.
 */
public record CostMeters(Fleet fleet, Optional<Prices> prices, Meters meters, InstantSource clock) {

  private static final long MILLIS = 1_000;

  /** Counts from now on. */
  public void begin() {
    countBy(Measure.NODE_SECONDS, "nodes", Nodes::node);
    countBy(Measure.TASK_SECONDS, "direct", Nodes::slot);
  }

  /** The price of a time on nodes. */
  private interface Priced {
    Optional<BigDecimal> amount(Nodes of, long millis, Instant at);
  }

  private void countBy(Measure measure, String kind, Priced priced) {
    meters.countBy(
        measure,
        (seconds, labels) -> {
          String pool = labels[0];
          meters.add(measure, (double) seconds, pool, priority(pool));
          nodes(pool)
              .flatMap(of -> priced.amount(of, seconds * MILLIS, clock.instant()))
              .ifPresent(amount -> cost(amount, pool, kind));
        });
  }

  private void cost(BigDecimal amount, String pool, String kind) {
    String currency = prices.map(Prices::currency).orElseThrow();
    meters.add(Measure.COST, amount.doubleValue(), pool, priority(pool), kind, currency);
  }

  private Optional<Nodes> nodes(String pool) {
    return prices.flatMap(its -> its.of(pool));
  }

  /** Empty where neither prices nor scaling say it. */
  private String priority(String pool) {
    return nodes(pool)
        .map(Nodes::kind)
        .or(
            () ->
                fleet
                    .pool(pool)
                    .flatMap(fleet::scalerOf)
                    .map(Pool::scaling)
                    .map(ScalingSettings::nodes))
        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
        .orElse("");
  }
}
