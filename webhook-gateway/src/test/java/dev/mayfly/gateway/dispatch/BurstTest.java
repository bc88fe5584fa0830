package dev.mayfly.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.gateway.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BurstTest {

  private final ManualTicker ticker = new ManualTicker();
  private final Burst burst = new Burst(ticker);

  @Test
  void fewEventsAreNoBurstHoweverCloseTheyAre() {
    assertThat(burst.hasEvent(false)).isFalse();
    assertThat(burst.hasEvent(false)).isFalse();
  }

  @Test
  void aBurstGoesOnUntilNoEventHasComeForATenthOfASecond() {
    assertThat(burst.hasEvent(true)).isTrue();
    for (int i = 0; i < 20; i++) {
      ticker.advance(Duration.ofMillis(99));
      assertThat(burst.hasEvent(false)).isTrue();
    }

    ticker.advance(Duration.ofMillis(100));
    assertThat(burst.hasEvent(false)).isFalse();
    assertThat(burst.hasEvent(false)).as("over").isFalse();
  }

  @Test
  void manyAtOnceBeginAnotherOne() {
    assertThat(burst.hasEvent(true)).isTrue();
    ticker.advance(Duration.ofSeconds(1));
    assertThat(burst.hasEvent(false)).isFalse();

    assertThat(burst.hasEvent(true)).isTrue();
  }
}
