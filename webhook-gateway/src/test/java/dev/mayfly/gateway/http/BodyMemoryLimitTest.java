package dev.mayfly.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyMemoryLimitTest {

  @Test
  void allBodiesTogetherAreBounded() {
    BodyMemoryLimit limit = new BodyMemoryLimit(100);
    BodyMemoryLimit.Share first = limit.share();
    BodyMemoryLimit.Share second = limit.share();

    assertThat(first.hold(60)).isTrue();
    assertThat(second.hold(41)).isFalse();
    assertThat(second.hold(40)).isTrue();
    assertThat(first.hold(1)).isFalse();
    first.close();
    assertThat(second.hold(60)).isTrue();
    assertThat(second.hold(1)).isFalse();
    second.close();
  }
}
