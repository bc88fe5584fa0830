package dev.mayfly.worker.pool;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.service.metrics.ListedGauges;
import dev.mayfly.worker.batch.PoolSnapshot;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.fleet.ScalingSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;

/**
 * The nodes of the pools that Mayfly scales as metrics, {@code
 * pools.<pool>.nodes.<priority>.<state>}, as this worker listed them.
 */
public final class NodeGauges {

  // A pool at rest is looked at every five minutes, by whichever worker.
  private static final Duration FRESH = Duration.ofMinutes(6);

  private final ListedGauges gauges;

  public NodeGauges(MetricRegistry metrics, InstantSource clock) {
    gauges = new ListedGauges(metrics, clock, FRESH);
  }

  /** Notes what was listed; a node that is held counts as that alone. */
  public void saw(Pool pool, ScalingSettings.Kind kind, PoolSnapshot seen) {
    long free = Math.max(0, seen.current() - seen.busy() - seen.held());
    gauges.saw(
        "pools." + pool.name() + ".nodes." + kind.name().toLowerCase(Locale.ROOT),
        Map.of(
            "busy",
            (long) seen.busy(),
            "held",
            (long) seen.held(),
            "free",
            free,
            "missing",
            (long) Math.max(0, seen.target() - seen.current())));
  }
}
