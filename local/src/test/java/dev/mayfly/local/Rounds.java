package dev.mayfly.local;

import dev.mayfly.workflows.SweepState;
import java.time.Duration;

/** The rounds of a sweep that begins none by itself within a test: one at a time, when asked. */
final class Rounds {

  /** Longer than any test. */
  static final Duration NEVER = Duration.ofHours(1);

  private static final Duration SOON = Duration.ofSeconds(90);

  private final Lives lives;
  private final String installation;

  Rounds(Lives lives, String installation) {
    this.lives = lives;
    this.installation = installation;
  }

  /** Waits for the round with which the sweep begins. */
  SweepState first() {
    return after(0);
  }

  /** Has a round made, and waits for its end. */
  SweepState next() {
    long before = after(0).counts().rounds();
    lives.sweepNow(installation);
    return after(before);
  }

  /** Waits until there were more rounds than so many. */
  SweepState after(long rounds) {
    return Eventually.get(
        "the sweep has made another round than the first " + rounds,
        SOON,
        () -> lives.sweep(installation).filter(state -> state.counts().rounds() > rounds));
  }
}
