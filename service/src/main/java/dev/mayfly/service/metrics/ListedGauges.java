package dev.mayfly.service.metrics;

import com.codahale.metrics.MetricRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Gauges of what a listing counted; all are zero once it is old. Thread-safe. */
public final class ListedGauges {

  private final MetricRegistry metrics;
  private final InstantSource clock;
  private final Duration fresh;
  private final Map<String, Listing> newest = new ConcurrentHashMap<>();

  private record Listing(Map<String, Long> counts, Instant at) {}

  /**
   * @param fresh how long a listing is worth showing.
   */
  public ListedGauges(MetricRegistry metrics, InstantSource clock, Duration fresh) {
    this.metrics = metrics;
    this.clock = clock;
    this.fresh = fresh;
  }

  /**
   * Shows these counts, of the same things each time.
   *
   * @param what the name that their own stand behind.
   */
  public void saw(String what, Map<String, Long> counts) {
    if (newest.put(what, new Listing(Map.copyOf(counts), clock.instant())) == null) {
      for (String each : counts.keySet()) {
        metrics.gauge(MetricRegistry.name(what, each), () -> () -> count(what, each));
      }
    }
  }

  private long count(String what, String each) {
    Listing listing = newest.get(what);
    return listing == null || clock.instant().isAfter(listing.at().plus(fresh))
        ? 0
        : listing.counts().getOrDefault(each, 0L);
  }
}
