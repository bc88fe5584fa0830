package dev.mayfly.service.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.mayfly.service.metrics.Families.Family;
import dev.mayfly.service.metrics.Measure.Kind;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The labelled metrics of a process. They stand beside Dropwizard's, which have no labels, in the
 * same registry, so that every class that measures needs that one alone; as a gauge, since a
 * registry that JMX reports takes no kind that Dropwizard does not know.
 */
public final class Meters implements Gauge<Integer> {

  private static final String NAME = "mayfly.families";
  // Each is a series for each combination of labels: Temporal's own would have 69.
  private static final double[] CALLS = {0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 60};
  private static final double[] TIMES = {1, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600};

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Families families = new Families(registry);
  private final Map<Measure, Counting> instead = new ConcurrentHashMap<>();

  private Meters(MetricRegistry dropwizard) {
    registry.register(new MeasuresOfDropwizard(dropwizard));
    registry.register(MeasuresOfDropwizard.others(dropwizard));
  }

  /** Returns those of a registry, the same ones each time. */
  public static Meters of(MetricRegistry dropwizard) {
    synchronized (dropwizard) {
      return dropwizard.getMetrics().get(NAME) instanceof Meters there
          ? there
          : dropwizard.register(NAME, new Meters(dropwizard));
    }
  }

  /** Returns how many of them are in use. */
  @Override
  public Integer getValue() {
    return families.size();
  }

  /**
   * Counts one.
   *
   * @param labels their values, in the order of the measure's.
   */
  public void count(Measure measure, String... labels) {
    count(measure, 1, labels);
  }

  public void count(Measure measure, long more, String... labels) {
    instead
        .getOrDefault(measure, (many, values) -> add(measure, (double) many, values))
        .count(more, labels);
  }

  /** A way to count. */
  @FunctionalInterface
  public interface Counting {
    void count(long more, String... labels);
  }

  /** Has a measure counted by that from now on, which knows more of it than workflow code does. */
  public void countBy(Measure measure, Counting counting) {
    instead.put(measure, counting);
  }

  /** Adds to a counter what need not be a whole number. */
  public void add(Measure measure, double more, String... labels) {
    families.counter(family(measure)).labelValues(labels).inc(more);
  }

  public void set(Measure measure, double value, String... labels) {
    families.gauge(family(measure)).labelValues(labels).set(value);
  }

  /** Forgets every value of a gauge: nothing is known now. */
  public void clear(Measure measure) {
    families.gauge(family(measure)).clear();
  }

  public void tell(Measure measure, String... labels) {
    families.info(family(measure)).setLabelValues(labels);
  }

  public void time(Measure measure, Duration took, String... labels) {
    double[] bounds = measure.kind() == Kind.TIMES ? TIMES : CALLS;
    families.histogram(family(measure), bounds).labelValues(labels).observe(took.toNanos() / 1e9);
  }

  /** Counts under a name that is Temporal's. */
  public void count(String name, List<String> labels, long more, String... values) {
    families.counter(temporals(name, labels)).labelValues(values).inc(more);
  }

  /** Sets a gauge that is Temporal's. */
  public void set(String name, List<String> labels, double value, String... values) {
    families.gauge(temporals(name, labels)).labelValues(values).set(value);
  }

  /** Times under a name that is Temporal's. */
  public void time(String name, List<String> labels, Duration took, String... values) {
    families
        .histogram(temporals(name, labels), CALLS)
        .labelValues(values)
        .observe(took.toNanos() / 1e9);
  }

  private static Family family(Measure measure) {
    return new Family(measure.baseName(), measure.help(), measure.labels());
  }

  private static Family temporals(String name, List<String> labels) {
    return new Family(name, "Of Temporal's client", labels);
  }

  /** Writes all of it, and Dropwizard's, in Prometheus' text format. */
  public void writeTo(OutputStream out) throws IOException {
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
  }
}
