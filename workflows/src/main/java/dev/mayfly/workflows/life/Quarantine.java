package dev.mayfly.workflows.life;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Who wants to look at a runner's node, why, and for how long it is kept once it is over. */
record Quarantine(String by, String reason, Duration lasts) {

  Quarantine {
    requireNonNull(by, "by");
    requireNonNull(reason, "reason");
    requireNonNull(lasts, "lasts");
  }
}
