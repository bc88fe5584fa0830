package dev.mayfly.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The samples of one metric, as far as a formula can see it already: the service takes about a
 * minute to show a sample, which is up to the caller.
 *
 * @param values by the time they were taken at; a missing one leaves a gap.
 */
public record MetricSamples(NavigableMap<Instant, Double> values) {

  /** The time between two samples of the service. */
  public static final Duration PERIOD = Duration.ofSeconds(30);

  public static final MetricSamples NONE = new MetricSamples(new TreeMap<>());

  public MetricSamples {
    // A copy, and not of a view: a part of a map refuses to be asked about the rest.
    values = Collections.unmodifiableNavigableMap(new TreeMap<>(values));
  }

  /**
   * One each half minute, the last at the given time.
   *
   * @param values the oldest first.
   */
  public static MetricSamples until(Instant last, List<Double> values) {
    NavigableMap<Instant, Double> all = new TreeMap<>();
    for (int i = 0; i < values.size(); i++) {
      all.put(last.minus(PERIOD.multipliedBy(values.size() - 1L - i)), values.get(i));
    }
    return new MetricSamples(all);
  }

  List<Double> last(int count) {
    List<Double> all = List.copyOf(values.values());
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  List<Double> between(Instant after, Instant until) {
    return List.copyOf(values.subMap(after, false, until, true).values());
  }

  /** Returns the percentage of the samples of that time which are there; at most 100. */
  double percent(Instant after, Instant until) {
    double expected = (double) Duration.between(after, until).toMillis() / PERIOD.toMillis();
    return expected <= 0 ? 100 : Math.min(100, 100 * between(after, until).size() / expected);
  }
}
