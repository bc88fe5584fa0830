package dev.mayfly.bench.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SlidingTimeWindowArrayReservoir;
import com.codahale.metrics.Timer;
import com.codahale.metrics.UniformReservoir;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.metrics.common.ReporterFactory;
import org.junit.jupiter.api.Test;

class RecentTimersTest {

  @Test
  void aServiceThatAsksForATimerGetsTheOneThatTellsOfTheLastSeconds() throws Exception {
    MetricRegistry registry = new MetricRegistry();
    String line = "{\"type\": \"recent-timers\", \"timers\": [\"webhooks.answer\"]}";

    Jackson.newObjectMapper().readValue(line, ReporterFactory.class).build(registry).close();

    Timer timer = registry.timer("webhooks.answer", () -> new Timer(new UniformReservoir()));
    assertThat(timer)
        .extracting("histogram.reservoir")
        .isInstanceOf(SlidingTimeWindowArrayReservoir.class);
  }
}
