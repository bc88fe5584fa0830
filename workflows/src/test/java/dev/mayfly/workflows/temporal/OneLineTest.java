package dev.mayfly.workflows.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {

  @Test
  void textOfEveryScriptStaysAsItIs() {
    assertThat(OneLine.of("Prüfung 試験 😀 ${x} <b>", 100)).isEqualTo("Prüfung 試験 😀 ${x} <b>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "\u0000",
        "\u001b",
        "\u007f",
        "\u0085",
        "\u009b",
        "\u2028",
        "\u2029",
        "\u00ad",
        "\u200b",
        "\u200f",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\ud800",
        "\udc00",
        "\udb40\udc41"
      })
  void whatEndsHidesTurnsOrHalvesTheTextIsASpace(String unfit) {
    assertThat(OneLine.of("a" + unfit + "b", 100)).isEqualTo("a b");
  }

  @Test
  void theEndOfALongOneIsAnEllipsisAndNoCharacterIsHalved() {
    assertThat(OneLine.of("x".repeat(11), 10)).isEqualTo("x".repeat(10) + "…");
    assertThat(OneLine.of("x".repeat(9) + "😀y", 10)).isEqualTo("x".repeat(9) + "…");
    assertThat(OneLine.of("x".repeat(10), 10)).isEqualTo("x".repeat(10));
  }

  @Test
  void noCharacterThatThePatternWouldReplaceIsTakenForPlain() {
    for (int c = Character.MIN_VALUE; c <= Character.MAX_VALUE; c++) {
      assertThat(OneLine.of("a" + (char) c + "z", 9))
          .as("U+%04X", c)
          .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");
    }
  }
}
