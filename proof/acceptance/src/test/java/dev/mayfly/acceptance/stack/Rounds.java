package dev.mayfly.acceptance.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.sweep.SweepState;
import java.time.Duration;

/** The rounds of a sweep that begins none by itself within a test: one at a time, when asked. */
public record Rounds(LifeQueries lives, String installation) {

  /** Longer than any test. */
  public static final Duration NEVER = Duration.ofHours(1);

  private static final Duration SOON = Duration.ofSeconds(90);

  /** Waits for the round with which the sweep begins. */
  public SweepState first() {
    return after(0);
  }

  /** Has a round made, and waits for its end. */
  public SweepState next() {
    long before = after(0).counts().rounds();
    lives.sweepNow(installation);
    return after(before);
  }

  /** Has a round made that sends so many deliveries again, and fails at nothing. */
  public void redelivers(long deliveries) {
    SweepState state = next();

    assertThat(state.notRedelivered()).isNull();
    assertThat(state.failure()).isNull();
    assertThat(state.counts().redelivered()).isEqualTo(deliveries);
  }

  /** Waits until there were more rounds than these. */
  public SweepState after(long rounds) {
    return Eventually.get(
        "the sweep has made another round than the first " + rounds,
        SOON,
        () -> lives.sweep(installation).filter(state -> state.counts().rounds() > rounds));
  }
}
