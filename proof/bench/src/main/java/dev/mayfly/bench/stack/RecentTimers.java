package dev.mayfly.bench.stack;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricFilter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.ScheduledReporter;
import com.codahale.metrics.SlidingTimeWindowArrayReservoir;
import com.codahale.metrics.Timer;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.dropwizard.metrics.common.ReporterFactory;
import io.dropwizard.util.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

/**
 * Lets a service's timers tell of the last ten seconds, where its own would tell of its whole life
 * and so of its start. Dropwizard gives a reporter the registry before the service begins; this one
 * reports nothing.
 *
 * @param timers by their names in the registry.
 */
@JsonTypeName("recent-timers")
public record RecentTimers(@JsonProperty List<String> timers) implements ReporterFactory {

  private static final int SECONDS = 10;

  @Override
  public Optional<Duration> getFrequency() {
    return Optional.of(Duration.days(1));
  }

  @Override
  public ScheduledReporter build(MetricRegistry registry) {
    for (String timer : timers) {
      registry.register(
          timer, new Timer(new SlidingTimeWindowArrayReservoir(SECONDS, TimeUnit.SECONDS)));
    }
    return new Silent(registry);
  }

  private static final class Silent extends ScheduledReporter {

    Silent(MetricRegistry registry) {
      super(registry, "silent", MetricFilter.ALL, TimeUnit.SECONDS, TimeUnit.MILLISECONDS);
    }

    @Override
    @SuppressWarnings("rawtypes") // the library has it so
    public void report(
        SortedMap<String, Gauge> gauges,
        SortedMap<String, Counter> counters,
        SortedMap<String, Histogram> histograms,
        SortedMap<String, Meter> meters,
        SortedMap<String, Timer> timers) {}
  }
}
