package dev.mayfly.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import org.junit.jupiter.api.Test;

class MeasuresOfDropwizardTest {

  private final MetricRegistry registry = new MetricRegistry();

  @Test
  void partsOfNamesBecomeLabels() {
    registry.counter("forges.github.calls.listRunners.2xx").inc(3);
    registry.gauge("forges.github.remaining", () -> () -> 4_100);
    registry.gauge("forges.ghes.apps.1234.remaining", () -> () -> 17);
    registry.gauge("sweep.github.kept", () -> () -> 2L);
    registry.gauge("pools.ubuntu.runnerDaysLeft", () -> () -> 21L);
    registry.gauge("pools.ubuntu.nodes.spot.busy", () -> () -> 2L);

    assertThat(Scrape.of(registry).series())
        .containsExactlyInAnyOrder(
            "mayfly_forge_requests_total{forge=\"github\",operation=\"listRunners\",status=\"2xx\"} 3.0",
            "mayfly_forge_rate_limit_remaining{credential=\"\",forge=\"github\"} 4100.0",
            "mayfly_forge_rate_limit_remaining{credential=\"1234\",forge=\"ghes\"} 17.0",
            "mayfly_batch_nodes{pool=\"ubuntu\",priority=\"spot\",state=\"busy\"} 2.0",
            "mayfly_sweep_repairs_total{forge=\"github\",kind=\"kept\"} 2.0",
            "mayfly_runner_version_days_left{pool=\"ubuntu\"} 21.0");
  }

  @Test
  void whatIsNotOursStandsUnderItsOwnName() {
    registry.gauge("jvm.memory.heap.used", () -> () -> 5L);
    registry.timer("temporal_request_latency.GetSystemInfo");
    registry.timer("webhooks.answer");

    assertThat(Scrape.of(registry).series()).containsExactly("jvm_memory_heap_used 5.0");
  }
}
