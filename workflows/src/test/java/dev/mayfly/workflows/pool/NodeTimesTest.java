package dev.mayfly.workflows.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeTimesTest {

  private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");

  private final NodeTimes times = new NodeTimes(Map.of());

  @Test
  void nodesAreThereFromOneLookToTheNextAndFallIntoTheirHours() {
    assertThat(times.looked(2, NINE.minusSeconds(60))).isZero();
    assertThat(times.looked(5, NINE.plusSeconds(30))).isEqualTo(180);
    assertThat(times.looked(0, NINE.plusSeconds(40))).isEqualTo(50);

    assertThat(times.millis())
        .isEqualTo(Map.of(NINE.minus(Duration.ofHours(1)), 120_000L, NINE, 110_000L));
  }

  @Test
  void whatIsLessThanASecondIsCountedWithTheNext() {
    times.looked(1, NINE);

    assertThat(times.looked(1, NINE.plusMillis(1_700))).isEqualTo(1);
    assertThat(times.looked(1, NINE.plusMillis(2_000))).isEqualTo(1);
  }

  @Test
  void ofALongTimeWithoutALookNothingIsKnown() {
    times.looked(3, NINE);

    assertThat(times.looked(3, NINE.plus(Duration.ofMinutes(11)))).isZero();
    assertThat(times.millis()).isEmpty();
  }

  @Test
  void eightDaysAreKept() {
    times.looked(1, NINE);
    times.looked(1, NINE.plusSeconds(60));
    times.looked(1, NINE.plus(Duration.ofDays(8)));
    assertThat(times.millis()).hasSize(1);

    times.looked(1, NINE.plus(Duration.ofDays(8)).plus(Duration.ofHours(1)));

    assertThat(times.millis()).isEmpty();
  }
}
