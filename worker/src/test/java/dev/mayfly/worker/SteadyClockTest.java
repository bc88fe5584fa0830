package dev.mayfly.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

  private Instant wall = Instant.parse("2026-03-01T12:00:00Z");
  private long nanos = 7;

  @Test
  void goesOnWhenTheMachinesClockIsSet() {
    SteadyClock clock = new SteadyClock(() -> wall, () -> nanos);
    Instant begun = clock.instant();
    assertThat(begun).isEqualTo(wall);

    wall = wall.plus(Duration.ofDays(3));
    nanos += Duration.ofSeconds(5).toNanos();

    assertThat(clock.instant()).isEqualTo(begun.plusSeconds(5));
  }
}
