package dev.mayfly.worker.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HealingBoundTest {

  private static final int SHARE_OF_A_PAT = 1000;
  private static final Duration PAUSE = Duration.ofMinutes(1);

  @Test
  void aHundredRepositoriesOfWhichFewChangeAreHealedWithinTwoMinutes() {
    assertThat(HealingBound.of(25, SHARE_OF_A_PAT, Duration.ofSeconds(30), PAUSE))
        .isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void whatCostsMoreThanTheShareTakesUntilItHasGrownAgain() {
    assertThat(HealingBound.of(500, SHARE_OF_A_PAT, Duration.ofMinutes(5), PAUSE))
        .isEqualTo(Duration.ofMinutes(35));
  }

  @Test
  void withoutALimitTheForgesPaceIsTheBound() {
    assertThat(HealingBound.of(500, 0, Duration.ofSeconds(5), PAUSE))
        .isEqualTo(Duration.ofSeconds(70));
  }
}
