package dev.mayfly.standin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeededRandomTest {

  private static final int DRAWS = 10_000;

  @Test
  void theSameSeedDrawsTheSameForAKeyWhateverWasDrawnBefore() {
    SeededRandom random = new SeededRandom(7);
    long first = random.below(1000, "a");

    random.below(1000, "b");

    assertThat(random.below(1000, "a")).isEqualTo(first);
    assertThat(new SeededRandom(7).below(1000, "a")).isEqualTo(first);
  }

  @Test
  void keysThatDifferInOneDigitAreHitAsOftenAsWasAskedFor() {
    for (int percent : List.of(0, 10, 30, 100)) {
      double share = 100.0 * hits(new SeededRandom(7), percent).size() / DRAWS;

      assertThat(share).as("hits at %s %%", percent).isBetween(percent - 1.5, percent + 1.5);
    }
    assertThat(hits(new SeededRandom(7), 0)).isEmpty();
    assertThat(hits(new SeededRandom(7), 100)).hasSize(DRAWS);
  }

  @Test
  void neighbouringSeedsHitDifferentKeys() {
    List<String> both = hits(new SeededRandom(7), 20);
    both = both.stream().filter(hits(new SeededRandom(8), 20)::contains).toList();

    assertThat(100.0 * both.size() / DRAWS).isBetween(3.0, 5.0);
  }

  private static List<String> hits(SeededRandom random, int percent) {
    return IntStream.range(0, DRAWS)
        .mapToObj(n -> "job " + (29679449526L + n))
        .filter(key -> random.hits(percent, key))
        .toList();
  }
}
