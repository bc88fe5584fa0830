package dev.mayfly.worker.watch;

import dev.mayfly.worker.watch.Look.Listed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps the listings of a scope within a fifth of the API budget: the more pages one costs, the
 * longer the pause to the next. Used by the watcher's one thread.
 */
final class Pace {

  private static final double SHARE = 0.2;

  private final double requestsPerSecond;
  private final Map<Listed, Instant> due = new HashMap<>();

  /**
   * @param requestsPerHour the whole budget of the credential.
   */
  Pace(int requestsPerHour) {
    this.requestsPerSecond = requestsPerHour * SHARE / Duration.ofHours(1).toSeconds();
  }

  boolean isDue(Listed scope, Instant now) {
    return !now.isBefore(due.getOrDefault(scope, Instant.MIN));
  }

  void spent(Listed scope, Instant now, int requests) {
    due.put(scope, now.plusMillis((long) (1000 * requests / requestsPerSecond)));
  }
}
