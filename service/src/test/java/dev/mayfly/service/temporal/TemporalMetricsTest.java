package dev.mayfly.service.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.uber.m3.tally.Scope;
import com.uber.m3.util.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TemporalMetricsTest {

  private final MetricRegistry registry = new MetricRegistry();
  private final Scope scope = new TemporalMetrics(registry);

  @Test
  void aCounterIsThereAtOnceAndAddsUp() {
    scope.counter("mayfly.life.outcome.Completed").inc(1);
    scope.tagged(Map.of("namespace", "default")).counter("mayfly.life.outcome.Completed").inc(2);

    assertThat(registry.counter("mayfly.life.outcome.Completed").getCount()).isEqualTo(3);
    assertThat(registry.getNames()).hasSize(1);
  }

  @Test
  void whatTemporalTellsApartIsPartOfItsNamesUnlessItNamesOneOfMany() {
    scope
        .tagged(Map.of("namespace", "default", "operation", "GetSystemInfo"))
        .tagged(
            Map.of(
                "task_queue",
                "77@host:4f2c",
                "activity_type",
                "createTask",
                "status_code",
                "UNAVAILABLE",
                "exception",
                "java.lang.IllegalStateException",
                "signal_name",
                "any that a client likes"))
        .counter("temporal_request_failure")
        .inc(1);

    assertThat(registry.getNames())
        .containsExactly("temporal_request_failure.GetSystemInfo.UNAVAILABLE");
  }

  @Test
  void whatIsMeasuredOfWorkTellsApartWhichWork() {
    scope
        .tagged(Map.of("worker_type", "ActivityWorker", "activity_type", "createTask"))
        .timer("temporal_activity_execution_latency")
        .record(Duration.ofMillis(3));

    assertThat(registry.getNames())
        .containsExactly("temporal_activity_execution_latency.ActivityWorker.createTask");
  }

  @Test
  void timesAreMeasuredByBothOfTheirWays() {
    Scope temporal = scope.subScope("temporal_request");

    temporal.timer("latency").record(Duration.ofMillis(40));
    temporal.timer("latency").start().stop();

    var timer = registry.timer("temporal_request.latency");
    assertThat(timer.getCount()).isEqualTo(2);
    assertThat(timer.getSnapshot().getMax())
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(40));
  }

  @Test
  void aGaugeShowsWhatItWasToldLast() {
    scope.gauge("temporal_sticky_cache_size").update(3);
    scope.gauge("temporal_sticky_cache_size").update(2);

    assertThat(registry.gauge("temporal_sticky_cache_size").getValue()).isEqualTo(2.0);
  }
}
