package dev.mayfly.worker.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemporalClockTest {

  private static final Instant TEMPORALS = Instant.parse("2026-03-01T12:00:00Z");

  private Instant machine = TEMPORALS;
  private final TemporalClock clock = new TemporalClock(() -> machine);

  @ParameterizedTest
  @ValueSource(longs = {-259_200, -7_200, -75, 0, 75, 7_200, 259_200})
  void tellsTemporalsTimeWhateverThisMachineSays(long ahead) {
    machine = TEMPORALS.plusSeconds(ahead);
    clock.saw(TEMPORALS);
    machine = machine.plusSeconds(30);

    assertThat(clock.instant()).isEqualTo(TEMPORALS.plusSeconds(30));
    assertThat(clock.onMachine(TEMPORALS)).isEqualTo(TEMPORALS.plusSeconds(ahead));
  }

  @Test
  void isThisMachinesBeforeTheFirstAnswer() {
    assertThat(clock.instant()).isEqualTo(machine);
  }

  @Test
  void doesNotGoBackForAnAnswerThatCameLate() {
    clock.saw(TEMPORALS.plusSeconds(10));
    clock.saw(TEMPORALS.minusSeconds(60));

    assertThat(clock.instant()).isEqualTo(TEMPORALS.plusSeconds(10));
  }

  @Test
  void followsTemporalsClockWhenItIsSetBack() {
    clock.saw(TEMPORALS);
    machine = machine.plus(Duration.ofMinutes(11));
    clock.saw(TEMPORALS);

    assertThat(clock.instant()).isEqualTo(TEMPORALS);
  }
}
