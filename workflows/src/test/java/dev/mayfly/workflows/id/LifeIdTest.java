package dev.mayfly.workflows.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifeIdTest {

  @Test
  void isAFunctionOfTheJobAndParsesBack() {
    LifeId life = new LifeId("mayfly", "github", 29679449526L);

    assertThat(life).hasToString("mayfly-github-29679449526");
    assertThat(LifeId.parse("mayfly-github-29679449526")).contains(life);
  }

  @Test
  void theLongestOneLeavesRoomForARunnersNameInBatchs64Characters() {
    LifeId longest = new LifeId("abcdefghijkl", "mnopqrstuvwx", Long.MAX_VALUE);

    assertThat(new RunnerName(longest, "abcdef", 9999).toString()).hasSizeLessThanOrEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mayfly-github",
        "mayfly-github-0",
        "mayfly-github-007",
        "mayfly-github-9999999999999999999",
        "mayfly-github-1-abcdef-1",
        "Mayfly-github-1",
        "mayfly--1",
        "mayfly-github-1\n",
        "abcdefghijklm-github-1"
      })
  void whatIsNotALifesIdIsForeign(String text) {
    assertThat(LifeId.parse(text)).isEmpty();
  }

  @Test
  void partsThatWouldNotParseBackAreRefused() {
    assertThatThrownBy(() -> new LifeId("may-fly", "github", 1)).hasMessageContaining("may-fly");
    assertThatThrownBy(() -> new LifeId("mayfly", "", 1)).hasMessageContaining("not a life's id");
    assertThatThrownBy(() -> new LifeId("mayfly", "github", 0))
        .hasMessageContaining("mayfly-github-0");
  }
}
