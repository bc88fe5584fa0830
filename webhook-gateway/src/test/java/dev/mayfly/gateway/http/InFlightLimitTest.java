package dev.mayfly.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InFlightLimitTest {

  @Test
  void thereAreSoManyPermitsAndEachIsFreeAgain() {
    InFlightLimit limit = new InFlightLimit(2);

    Permit first = limit.acquire();
    assertThat(limit.isReached()).isFalse();
    Permit second = limit.acquire();
    assertThat(limit.isReached()).isTrue();
    assertThatThrownBy(limit::acquire).isInstanceOf(OverloadedException.class);
    second.close();
    first.close();

    assertThat(limit.taken()).isZero();
  }
}
