package dev.mayfly.local.operator;

import dev.mayfly.workflows.temporal.InWords;
import java.time.Duration;
import java.time.Instant;

/** Words that several commands share. */
final class Wording {

  static final String JOB =
      "its address at the forge or its run's, its id, its life, or a runner of it";
  static final String WHY = "why; the history keeps it";

  private Wording() {}

  /** Returns the time between two instants: the console's clock may be ahead of this one. */
  static String between(Instant from, Instant to) {
    return InWords.of(from.isBefore(to) ? Duration.between(from, to) : Duration.ZERO);
  }
}
