package dev.mayfly.worker.census;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.service.metrics.Meters;
import dev.mayfly.worker.census.Census.Row;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CensusTest {

  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");

  private final MetricRegistry registry = new MetricRegistry();

  @Test
  void theOldestThatWaitsIsTheOldestWithoutARunnerAtWork() throws Exception {
    show(
        life("BUSY", 3_000),
        life("HELD", 2_000),
        life("STARTING", 70),
        life("REQUESTED", 12),
        new Row("RunnerLife", "elsewhere", "REQUESTED", NOW.minusSeconds(9_000)));

    assertThat(page())
        .contains(
            "mayfly_jobs_oldest_waiting_seconds{pool=\"ubuntu\"} 70.0",
            "mayfly_jobs{phase=\"busy\",pool=\"ubuntu\"} 1.0",
            "mayfly_jobs{phase=\"minting\",pool=\"ubuntu\"} 0.0",
            "mayfly_pool_paused{pool=\"ubuntu\"} 0.0");
  }

  @Test
  void aPausedPoolIsShownAndSoIsAnEmptyOne() throws Exception {
    show(new Row("Pool", "ubuntu", "PAUSED", NOW));

    assertThat(page())
        .contains(
            "mayfly_pool_paused{pool=\"ubuntu\"} 1.0",
            "mayfly_jobs_oldest_waiting_seconds{pool=\"ubuntu\"} 0.0")
        .doesNotContain("elsewhere");
  }

  private static Row life(String phase, long age) {
    return new Row("RunnerLife", "ubuntu", phase, NOW.minusSeconds(age));
  }

  private void show(Row... rows) {
    new Census(List.of(rows), NOW).show(Meters.of(registry), "ubuntu");
  }

  private String page() throws Exception {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    Meters.of(registry).writeTo(page);
    return page.toString(UTF_8);
  }
}
