package dev.mayfly.workflows.life;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * An operator's wish to look at a runner's node: who and why, and how long it is kept once over.
 */
record Quarantine(String by, String reason, Duration lasts) {

  Quarantine {
    requireNonNull(by, "by");
    requireNonNull(reason, "reason");
    requireNonNull(lasts, "lasts");
  }
}
