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
import io.temporal.serviceclient.MetricsTag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The measurements of Temporal's client, and the counters of workflow code, as metrics of the
 * service. A name of Temporal's is followed by what it tells apart, as in {@code
 * temporal_request.GetSystemInfo}; a name of ours stands for itself. Nothing is buffered, and there
 * is no thread behind it.
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
  private final String prefix;
  private final Map<String, String> tags;

  TemporalMetrics(MetricRegistry registry) {
    this(registry, "", Map.of());
  }

  private TemporalMetrics(MetricRegistry registry, String prefix, Map<String, String> tags) {
    this.registry = registry;
    this.prefix = prefix;
    this.tags = tags;
  }

  private String full(String name) {
    String whole = prefix + name;
    if (!whole.startsWith(TEMPORAL)) {
      return whole;
    }
    List<String> toldApart = told(MetricsTag.OPERATION_NAME).isEmpty() ? OF_WORK : OF_A_CALL;
    return Stream.concat(Stream.of(whole), toldApart.stream().map(this::told))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("."));
  }

  private String told(String tag) {
    String value = tags.getOrDefault(tag, MetricsTag.DEFAULT_VALUE);
    return value.equals(MetricsTag.DEFAULT_VALUE) ? "" : value;
  }

  @Override
  public Counter counter(String name) {
    return registry.counter(full(name))::inc;
  }

  @Override
  public Gauge gauge(String name) {
    DefaultSettableGauge<Double> gauge =
        registry.gauge(full(name), () -> new DefaultSettableGauge<>(0.0));
    return gauge::setValue;
  }

  @Override
  public Timer timer(String name) {
    return new Timing(registry.timer(full(name)));
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

  private record Timing(com.codahale.metrics.Timer timer) implements Timer {

    @Override
    public void record(Duration took) {
      timer.update(took.getNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Stopwatch start() {
      return new Stopwatch(
          System.nanoTime(),
          begun -> timer.update(System.nanoTime() - begun, TimeUnit.NANOSECONDS));
    }
  }
}
