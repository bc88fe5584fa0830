package dev.mayfly.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {

  @Test
  void thereAreSoManyPlacesAndEachIsFreeAgain() {
    InFlightLimit places = new InFlightLimit(2);

    Optional<String> done =
        places.during(
            () -> {
              assertThat(places.areTaken()).isFalse();
              return places
                  .during(
                      () -> {
                        assertThat(places.areTaken()).isTrue();
                        return places.during(() -> "in a third place").orElse("refused");
                      })
                  .orElseThrow();
            });

    assertThat(done).hasValue("refused");
    assertThat(places.taken()).isZero();
  }
}
