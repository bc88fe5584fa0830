package dev.mayfly.service.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Metrics by name, each made at its first use: one name has one set of labels. */
final class Families {

  private final PrometheusRegistry registry;
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();
  private final Map<String, Histogram> histograms = new ConcurrentHashMap<>();
  private final Map<String, Info> infos = new ConcurrentHashMap<>();

  Families(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** A metric as it is registered. */
  record Family(String name, String help, List<String> labels) {}

  int size() {
    return counters.size() + gauges.size() + histograms.size() + infos.size();
  }

  Counter counter(Family of) {
    return counters.computeIfAbsent(
        of.name(),
        name ->
            Counter.builder().name(name).help(of.help()).labelNames(names(of)).register(registry));
  }

  Gauge gauge(Family of) {
    return gauges.computeIfAbsent(
        of.name(),
        name ->
            Gauge.builder().name(name).help(of.help()).labelNames(names(of)).register(registry));
  }

  Info info(Family of) {
    return infos.computeIfAbsent(
        of.name(),
        name -> Info.builder().name(name).help(of.help()).labelNames(names(of)).register(registry));
  }

  Histogram histogram(Family of, double... bounds) {
    return histograms.computeIfAbsent(
        of.name(),
        name ->
            Histogram.builder()
                .name(name)
                .help(of.help())
                .labelNames(names(of))
                .classicOnly()
                .classicUpperBounds(bounds)
                .register(registry));
  }

  private static String[] names(Family of) {
    return of.labels().toArray(String[]::new);
  }
}
