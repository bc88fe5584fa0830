package dev.mayfly.service.temporal;

import com.codahale.metrics.DefaultSettableGauge;
import com.codahale.metrics.MetricRegistry;
import com.uber.m3.tally.Buckets;
import com.uber.m3.tally.Capabilities;
import com.uber.m3.tally.CapableOf;
import com.uber.m3.tally.Counter;
import com.uber.m3.tally.Gauge;
import com.uber.m3.tally.Histogram;
import com.uber.m3.tally.NoopScope;
import com.uber.m3.tally.Scope;
import com.uber.m3.tally.Stopwatch;
import com.uber.m3.tally.Timer;
import com.uber.m3.util.Duration;
import dev.mayfly.service.metrics.Measure;
import dev.mayfly.service.metrics.Meters;
import io.temporal.serviceclient.MetricsTag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The measurements of Temporal's client, and those of workflow code, as metrics of the service. A
 * name of ours is a {@link Measure}. One of Temporal's has labels, and also stands in Dropwizard's
 * registry, followed by what it tells apart, as in {@code temporal_request.GetSystemInfo}. The
 * SDK's own reporter would have a thread and a buffer, and a series for each queue and exception.
 */
final class TemporalMetrics implements Scope {

  private static final String TEMPORAL = "temporal_";
  // Of all that Temporal tells apart, what only code chooses: no queue (a worker's own one is named
  // after its process), no message, no exception.
  private static final List<String> OF_A_CALL =
      List.of(MetricsTag.OPERATION_NAME, MetricsTag.STATUS_CODE);
  private static final List<String> OF_WORK =
      List.of(
          MetricsTag.WORKER_TYPE,
          MetricsTag.POLLER_TYPE,
          MetricsTag.WORKFLOW_TYPE,
          MetricsTag.ACTIVITY_TYPE,
          MetricsTag.TASK_FAILURE_TYPE);

  private final MetricRegistry registry;
  private final Meters meters;
  private final String prefix;
  private final Map<String, String> tags;

  TemporalMetrics(MetricRegistry registry) {
    this(registry, "", Map.of());
  }

  private TemporalMetrics(MetricRegistry registry, String prefix, Map<String, String> tags) {
    this.registry = registry;
    this.meters = Meters.of(registry);
    this.prefix = prefix;
    this.tags = tags;
  }

  private String full(String whole) {
    if (!whole.startsWith(TEMPORAL)) {
      return whole;
    }
    return Stream.concat(Stream.of(whole), Stream.of(told(labels(whole))))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("."));
  }

  private static List<String> labels(String whole) {
    return whole.contains("request") ? OF_A_CALL : OF_WORK;
  }

  private String[] told(List<String> labels) {
    return labels.stream().map(this::told).toArray(String[]::new);
  }

  private String told(String tag) {
    String value = tags.getOrDefault(tag, MetricsTag.DEFAULT_VALUE);
    return value.equals(MetricsTag.DEFAULT_VALUE) ? "" : value;
  }

  @Override
  public Counter counter(String name) {
    String whole = prefix + name;
    Optional<Measure> ours = Measure.named(whole);
    if (ours.isPresent()) {
      String[] labels = told(ours.get().labels());
      return more -> meters.count(ours.get(), more, labels);
    }
    com.codahale.metrics.Counter counter = registry.counter(full(whole));
    if (!whole.startsWith(TEMPORAL)) {
      return counter::inc; // The sweep's state has it as well, and is what Prometheus gets.
    }
    String[] labels = told(labels(whole));
    return more -> {
      counter.inc(more);
      meters.count(whole, labels(whole), more, labels);
    };
  }

  @Override
  public Gauge gauge(String name) {
    String whole = prefix + name;
    DefaultSettableGauge<Double> gauge =
        registry.gauge(full(whole), () -> new DefaultSettableGauge<>(0.0));
    String[] labels = told(labels(whole));
    return value -> {
      gauge.setValue(value);
      meters.set(whole, labels(whole), value, labels);
    };
  }

  @Override
  public Timer timer(String name) {
    String whole = prefix + name;
    Optional<Measure> ours = Measure.named(whole);
    if (ours.isPresent()) {
      String[] labels = told(ours.get().labels());
      return new Timing(took -> meters.time(ours.get(), took, labels));
    }
    com.codahale.metrics.Timer timer = registry.timer(full(whole));
    String[] labels = told(labels(whole));
    return new Timing(
        took -> {
          timer.update(took);
          meters.time(whole + "_seconds", labels(whole), took, labels);
        });
  }

  /** Not used: the client measures times only. */
  @Override
  @SuppressWarnings({"rawtypes", "deprecation"}) // the interface has it so
  public Histogram histogram(String name, Buckets buckets) {
    return new NoopScope().histogram(name, buckets);
  }

  @Override
  public Scope tagged(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(tags);
    all.putAll(more);
    return new TemporalMetrics(registry, prefix, all);
  }

  @Override
  public Scope subScope(String name) {
    return new TemporalMetrics(registry, prefix + name + ".", tags);
  }

  @Override
  public Capabilities capabilities() {
    return CapableOf.REPORTING;
  }

  /** There is nothing to close. */
  @Override
  public void close() {}

  private record Timing(Consumer<java.time.Duration> observer) implements Timer {

    @Override
    public void record(Duration took) {
      observer.accept(java.time.Duration.ofNanos(took.getNanos()));
    }

    @Override
    public Stopwatch start() {
      return new Stopwatch(
          System.nanoTime(),
          begun -> observer.accept(java.time.Duration.ofNanos(System.nanoTime() - begun)));
    }
  }
}
