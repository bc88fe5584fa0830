package dev.mayfly.workflows.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlowLooksTest {

  private final SlowLooks slow = new SlowLooks();

  /** Returns how many of so many looks are tried at once when each of these takes too long. */
  private long triesAmong(int looks) {
    return IntStream.range(0, looks)
        .filter(
            look -> {
              boolean tried = slow.mayTry();
              if (tried) {
                slow.tookTooLong();
              }
              return tried;
            })
        .count();
  }

  @Test
  void oneThatTookTooLongIsAStepAloneAndTheNextIsTriedAgain() {
    assertThat(slow.mayTry()).isTrue();
    slow.tookTooLong();

    assertThat(slow.mayTry()).isTrue();
    assertThat(slow.mayTry()).isTrue();
  }

  @Test
  void ofAnHourOfSlowLooksFewAreTried() {
    assertThat(triesAmong(3)).isEqualTo(2);
    assertThat(triesAmong(177)).isEqualTo(6);
  }
}
