package dev.mayfly.service.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import dev.mayfly.service.metrics.Measure.Kind;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The measures that stand in Dropwizard's registry, where labels are parts of names. */
final class MeasuresOfDropwizard implements MultiCollector {

  // Measures, all of them: here or labelled.
  private static final Set<String> OURS =
      Set.of("forges", "intake", "mayfly", "pools", "requests", "secrets", "sweep", "webhooks");

  // Their names have the address that a connector listens at.
  private static final String PER_PORT = "org.eclipse.jetty.server.HttpConnectionFactory";

  private final MetricRegistry dropwizard;

  MeasuresOfDropwizard(MetricRegistry dropwizard) {
    this.dropwizard = dropwizard;
  }

  /** Returns what is no measure of ours: Jetty's, the JVM's, the log's. */
  static MultiCollector others(MetricRegistry dropwizard) {
    return new DropwizardExports(
        dropwizard, (name, metric) -> !isOurs(name) && !name.startsWith(PER_PORT));
  }

  private static boolean isOurs(String name) {
    return name.startsWith("temporal_") || OURS.contains(name.split("\\.", 2)[0]);
  }

  @Override
  public MetricSnapshots collect() {
    Map<Measure, List<Value>> found = new LinkedHashMap<>();
    dropwizard
        .getMetrics()
        .forEach(
            (name, metric) -> {
              if (isOurs(name)) {
                value(metric).ifPresent(value -> find(name, value, found));
              }
            });
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    found.forEach((measure, values) -> all.metricSnapshot(snapshot(measure, values)));
    return all.build();
  }

  private record Value(Labels labels, double value) {}

  private static Optional<Double> value(Metric metric) {
    if (metric instanceof Counter counter) {
      return Optional.of((double) counter.getCount());
    }
    return metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number
        ? Optional.of(number.doubleValue())
        : Optional.empty();
  }

  private static void find(String name, double value, Map<Measure, List<Value>> found) {
    for (Measure measure : Measure.values()) {
      measure
          .labelsOf(name)
          .ifPresent(
              values ->
                  found
                      .computeIfAbsent(measure, any -> new ArrayList<>())
                      .add(
                          new Value(
                              Labels.of(measure.labels().toArray(String[]::new), values), value)));
    }
  }

  private static MetricSnapshot snapshot(Measure measure, List<Value> values) {
    if (measure.kind() == Kind.COUNTER) {
      CounterSnapshot.Builder counters = CounterSnapshot.builder();
      values.forEach(it -> counters.dataPoint(counter(it)));
      return counters.name(measure.baseName()).help(measure.help()).build();
    }
    GaugeSnapshot.Builder gauges = GaugeSnapshot.builder();
    values.forEach(it -> gauges.dataPoint(gauge(it)));
    return gauges.name(measure.baseName()).help(measure.help()).build();
  }

  private static CounterSnapshot.CounterDataPointSnapshot counter(Value it) {
    return CounterSnapshot.CounterDataPointSnapshot.builder()
        .labels(it.labels())
        .value(it.value())
        .build();
  }

  private static GaugeSnapshot.GaugeDataPointSnapshot gauge(Value it) {
    return GaugeSnapshot.GaugeDataPointSnapshot.builder()
        .labels(it.labels())
        .value(it.value())
        .build();
  }
}
