package dev.mayfly.worker.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.sweep.SweepRules.Life;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnbegunLivesTest {

  private static final LifeId LIFE = LifeId.parse("mayfly-github-7").orElseThrow();

  private final UnbegunLives lives = new UnbegunLives();

  @Test
  void aLifeThatTwoLooksFoundWithoutAPhaseHasNotBegun() {
    lives.seen(Map.of(LIFE, new Life.Open("run", null)));
    assertThat(lives.lives()).isEmpty();

    lives.seen(Map.of(LIFE, new Life.Open("run", null)));
    assertThat(lives.lives()).containsExactly(LIFE);
  }

  @Test
  void aLifeThatBeganLateIsForgotten() {
    lives.seen(Map.of(LIFE, new Life.Open("run", null)));
    lives.seen(Map.of(LIFE, new Life.Open("run", null)));

    lives.seen(Map.of(LIFE, new Life.Open("run", "MINTING")));

    assertThat(lives.lives()).isEmpty();
  }
}
