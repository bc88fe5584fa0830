package dev.mayfly.standin.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.standin.runner.Death;
import dev.mayfly.standin.server.SeededRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MortalityTest {

  private static final int TASKS = 10_000;

  @Test
  void aTaskDiesOfTheSameInEveryRunOfItsLife() {
    Mortality mortality = new Mortality(new SeededRandom(7), 50, 50);

    for (int job = 1; job <= 100; job++) {
      assertThat(mortality.deathOf("mayfly-github-" + job + "-3fa91c-1"))
          .isPresent()
          .isEqualTo(mortality.deathOf("mayfly-github-" + job + "-000000-1"));
    }
  }

  @Test
  void asManyDieAsWasAskedForAtEveryMoment() {
    List<Death> deaths = deaths(new Mortality(new SeededRandom(7), 10, 2));

    assertThat(deaths).contains(Death.values());
    assertThat(share(deaths.stream().filter(Death.AT_WORK::equals).count())).isBetween(1.0, 3.0);
    assertThat(share(deaths.size())).isBetween(10.5, 13.5);
  }

  @Test
  void theFourthAttemptOfANeedLives() {
    Mortality mortality = new Mortality(new SeededRandom(7), 100, 0);

    assertThat(mortality.deathOf("mayfly-github-1-3fa91c-3")).isPresent();
    assertThat(mortality.deathOf("mayfly-github-1-3fa91c-4")).isEmpty();
  }

  @Test
  void nobodyDiesUnasked() {
    assertThat(deaths(Mortality.NONE)).isEmpty();
  }

  @Test
  void moreThanAllCannotDie() {
    assertThatThrownBy(() -> new Mortality(new SeededRandom(7), 99, 2))
        .hasMessageContaining("99 and 2");
    assertThatThrownBy(() -> new Mortality(new SeededRandom(7), -1, 0))
        .hasMessageContaining("-1 and 0");
  }

  private static List<Death> deaths(Mortality mortality) {
    return IntStream.range(0, TASKS)
        .mapToObj(job -> mortality.deathOf("mayfly-github-" + job + "-3fa91c-1"))
        .flatMap(Optional::stream)
        .toList();
  }

  private static double share(long of) {
    return 100.0 * of / TASKS;
  }
}
