package dev.mayfly.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BurstTest {

  private Duration now = Duration.ZERO;

  private final Burst burst =
      new Burst(
          new Ticker() {
            @Override
            public long read() {
              return now.toNanos();
            }
          });

  @Test
  void fewEventsAreNoBurstHoweverCloseTheyAre() {
    assertThat(burst.hasEvent(false)).isFalse();
    assertThat(burst.hasEvent(false)).isFalse();
  }

  @Test
  void aBurstGoesOnUntilNoEventHasComeForATenthOfASecond() {
    assertThat(burst.hasEvent(true)).isTrue();
    for (int i = 0; i < 20; i++) {
      now = now.plusMillis(99);
      assertThat(burst.hasEvent(false)).isTrue();
    }

    now = now.plusMillis(100);
    assertThat(burst.hasEvent(false)).isFalse();
    assertThat(burst.hasEvent(false)).as("over").isFalse();
  }

  @Test
  void manyAtOnceBeginAnotherOne() {
    assertThat(burst.hasEvent(true)).isTrue();
    now = now.plusSeconds(1);
    assertThat(burst.hasEvent(false)).isFalse();

    assertThat(burst.hasEvent(true)).isTrue();
  }
}
