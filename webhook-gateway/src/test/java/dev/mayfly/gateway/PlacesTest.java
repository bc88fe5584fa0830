package dev.mayfly.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacesTest {

  @Test
  void thereAreSoManyPlacesAndEachIsFreeAgain() {
    Places places = new Places(2, 100);
    Places.Place first = places.take().orElseThrow();
    Places.Place second = places.take().orElseThrow();

    assertThat(places.take()).isEmpty();
    first.close();
    assertThat(places.take()).isPresent();
    assertThat(places.take()).isEmpty();
    second.close();
  }

  @Test
  void allBodiesTogetherAreBounded() {
    Places places = new Places(10, 100);
    Places.Place first = places.take().orElseThrow();
    Places.Place second = places.take().orElseThrow();

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
