package dev.mayfly.workflows.life;

import java.time.Duration;

/**
 * The pauses between the removals and questions of one life that the pool's fault refuses: one
 * series for all of its runners, so that it asks a few times an hour however many it has.
 */
final class RefusalPauses {

  private static final Duration FIRST = Duration.ofMinutes(5);

  private Duration next = FIRST;
  private boolean refused;

  Duration next() {
    Duration pause = next;
    next = LifeRules.longer(pause);
    return pause;
  }

  /** Notes that a removal is refused; none of the others need ask meanwhile. */
  void refused() {
    refused = true;
  }

  boolean isRefused() {
    return refused;
  }

  void mended() {
    refused = false;
    next = FIRST;
  }
}
