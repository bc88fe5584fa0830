package dev.mayfly.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.health.HealthCheck.Result;
import dev.mayfly.service.http.ClockSkew;
import dev.mayfly.worker.watch.TemporalClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockHealthCheckTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final ClockSkew skew = new ClockSkew(() -> NOW);
  private final TemporalClock temporal = new TemporalClock(() -> NOW);
  private final ClockHealthCheck check =
      new ClockHealthCheck(() -> ClockHealthCheck.ahead(skew, temporal));

  @ParameterizedTest
  @ValueSource(ints = {-60, 0, 60})
  void isGreenWithinAMinute(int ahead) {
    skew.saw("batch.example", NOW.plusSeconds(ahead));
    temporal.saw(NOW);

    assertThat(check.execute().isHealthy()).isTrue();
  }

  @Test
  void namesTheServicesWhoseClocksDifferAndByHowMuch() {
    skew.saw("batch.example", NOW.plusSeconds(75));
    skew.saw("api.github.com", NOW.minus(Duration.ofHours(2)));
    skew.saw("silent.example", null);

    Result result = check.execute();

    assertThat(result.isHealthy()).isFalse();
    assertThat(result.getMessage())
        .contains("2 h ahead of api.github.com's")
        .contains("1 min 15 s behind batch.example's")
        .contains("No runner is ended for that")
        .doesNotContain("silent");
  }

  @Test
  void namesTemporal() {
    temporal.saw(NOW.plus(Duration.ofDays(3)));

    assertThat(check.execute().getMessage()).contains("behind Temporal's");
  }
}
