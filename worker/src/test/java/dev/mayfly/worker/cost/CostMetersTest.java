package dev.mayfly.worker.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.service.metrics.Measure;
import dev.mayfly.service.metrics.Meters;
import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.cost.Prices.NodePrice;
import dev.mayfly.workflows.cost.Prices.Nodes;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CostMetersTest {

  private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
  private static final Prices PRICES =
      new Prices(
          "EUR",
          List.of(
              new Nodes(
                  List.of("ubuntu"),
                  Kind.SPOT,
                  2,
                  List.of(
                      new NodePrice(LocalDate.parse("2026-01-01"), BigDecimal.ONE, null),
                      new NodePrice(LocalDate.parse("2026-03-03"), BigDecimal.TEN, null)))),
          null,
          null);

  private final MetricRegistry registry = new MetricRegistry();
  private final Meters meters = Meters.of(registry);

  @Test
  void theTimesOfWorkflowCodeGetTheirPrice() throws Exception {
    counting(PRICES);

    meters.count(Measure.NODE_SECONDS, 7_200, "ubuntu", "");
    meters.count(Measure.TASK_SECONDS, 1_800, "ubuntu", "");

    assertThat(page())
        .contains(
            "mayfly_node_seconds_total{pool=\"ubuntu\",priority=\"spot\"} 7200.0",
            "mayfly_task_seconds_total{pool=\"ubuntu\",priority=\"spot\"} 1800.0",
            "mayfly_cost_total{currency=\"EUR\",kind=\"nodes\",pool=\"ubuntu\",priority=\"spot\"} 2.0",
            "mayfly_cost_total{currency=\"EUR\",kind=\"direct\",pool=\"ubuntu\",priority=\"spot\"} 0.25");
  }

  @Test
  void withoutAPriceThereIsNoCost() throws Exception {
    counting(null);

    meters.count(Measure.TASK_SECONDS, 60, "ubuntu", "");

    assertThat(page())
        .contains("mayfly_task_seconds_total{pool=\"ubuntu\",priority=\"\"} 60.0")
        .doesNotContain("mayfly_cost");
  }

  private void counting(@Nullable Prices prices) {
    Fleet fleet = new Fleet("mayfly", Map.of(), List.of());
    new CostMeters(fleet, Optional.ofNullable(prices), meters, () -> NOW).begin();
  }

  private String page() throws Exception {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    meters.writeTo(page);
    return page.toString(StandardCharsets.UTF_8);
  }
}
