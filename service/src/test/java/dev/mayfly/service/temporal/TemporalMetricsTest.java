package dev.mayfly.service.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.uber.m3.tally.Scope;
import com.uber.m3.util.Duration;
import dev.mayfly.service.metrics.Scrape;
import dev.mayfly.workflows.temporal.Metrics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TemporalMetricsTest {

  private final MetricRegistry registry = new MetricRegistry();
  private final Scope scope = new TemporalMetrics(registry);

  @Test
  void aCounterIsThereAtOnceAndAddsUp() {
    scope.counter("temporal_poll").inc(1);
    scope.tagged(Map.of("namespace", "default")).counter("temporal_poll").inc(2);

    assertThat(registry.counter("temporal_poll").getCount()).isEqualTo(3);
    assertThat(registry.getCounters()).hasSize(1);
    assertThat(scraped())
        .singleElement()
        .asString()
        .startsWith("temporal_poll_total{")
        .endsWith(" 3.0");
  }

  @Test
  void aMeasureOfWorkflowCodeHasItsOwnLabelsAlone() {
    Scope ours = scope.tagged(Map.of("namespace", "default", "workflow_type", "RunnerLife"));

    ours.tagged(Map.of("pool", "ubuntu", "outcome", "Completed")).counter("mayfly_lives").inc(2);
    ours.tagged(Map.of("pool", "ubuntu")).timer(Metrics.WAIT).record(Duration.ofSeconds(7));

    assertThat(scraped())
        .contains(
            "mayfly_lives_total{cause=\"\",outcome=\"Completed\",pool=\"ubuntu\"} 2.0",
            "mayfly_job_wait_seconds_bucket{pool=\"ubuntu\",le=\"5.0\"} 0",
            "mayfly_job_wait_seconds_bucket{pool=\"ubuntu\",le=\"10.0\"} 1");
  }

  @Test
  void aCounterThatIsNoMeasureStaysDropwizards() {
    scope.counter("mayfly.sweep.provided").inc(1);

    assertThat(registry.getCounters()).containsOnlyKeys("mayfly.sweep.provided");
    assertThat(scraped()).isEmpty();
  }

  @Test
  void aNameOfTemporalsHasWhatItTellsApartAsLabels() {
    timed(
        "temporal_request_latency",
        Map.of("operation", "GetSystemInfo", "task_queue", "77@host:4f2c"));

    assertThat(scraped())
        .contains(
            "temporal_request_latency_seconds_count{operation=\"GetSystemInfo\",status_code=\"\"} 1")
        .noneMatch(line -> line.contains("77@host"))
        .hasSizeLessThan(13);
  }

  private void timed(String name, Map<String, String> tags) {
    scope.tagged(tags).timer(name).record(Duration.ofMillis(40));
  }

  private List<String> scraped() {
    return Scrape.of(registry).series();
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

    assertThat(registry.getCounters())
        .containsOnlyKeys("temporal_request_failure.GetSystemInfo.UNAVAILABLE");
  }

  @Test
  void whatIsMeasuredOfWorkTellsApartWhichWork() {
    timed(
        "temporal_activity_execution_latency",
        Map.of("worker_type", "ActivityWorker", "activity_type", "createTask"));

    assertThat(registry.getTimers())
        .containsOnlyKeys("temporal_activity_execution_latency.ActivityWorker.createTask");
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
