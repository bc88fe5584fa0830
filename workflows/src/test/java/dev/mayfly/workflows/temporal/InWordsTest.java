package dev.mayfly.workflows.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InWordsTest {

  @ParameterizedTest
  @CsvSource({
    "PT1M0.39632216S, 1 min",
    "PT0S, 0 s",
    "PT0.7S, 1 s",
    "PT59.6S, 1 min",
    "PT45S, 45 s",
    "PT1M30S, 1 min 30 s",
    "PT2H5M9S, 2 h 5 min",
    "PT4H, 4 h",
    "PT24H, 1 d",
    "P5DT3H4M, 5 d 3 h"
  })
  void aDurationIsWrittenAsPeopleWriteIt(Duration duration, String words) {
    assertThat(InWords.of(duration)).isEqualTo(words);
  }
}
