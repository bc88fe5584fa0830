package dev.mayfly.worker.watch;

import dev.mayfly.worker.watch.Look.Listed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps the listings of all scopes of a forge together within a fifth of the API budget: the more
 * pages they cost, the longer the pause to the next. Used by the watcher's one looking thread.
 */
final class Pace {

  private static final double SHARE = 0.2;
  // A scope that answers slowly, or not at all, takes at most a quarter of the looking thread.
  private static final int REST = 3;

  private final double requestsPerSecond;
  private final Map<String, Instant> paidUntil = new HashMap<>();
  private final Map<Listed, Instant> due = new HashMap<>();

  /**
   * @param requestsPerHour the whole budget of a forge's credential.
   */
  Pace(int requestsPerHour) {
    this.requestsPerSecond = requestsPerHour * SHARE / Duration.ofHours(1).toSeconds();
  }

  boolean isDue(Listed scope, Instant now) {
    return !now.isBefore(due.getOrDefault(scope, Instant.MIN));
  }

  /**
   * A scope was listed, or did not answer. It is due again when everything spent on its forge so
   * far is paid for, so that scopes take turns.
   */
  void spent(Listed scope, Instant begun, Instant ended, int requests) {
    Instant paid =
        later(begun, paidUntil.getOrDefault(scope.forge(), Instant.MIN))
            .plusMillis((long) Math.ceil(1000 * requests / requestsPerSecond));
    paidUntil.put(scope.forge(), paid);
    due.put(scope, later(paid, ended.plus(Duration.between(begun, ended).multipliedBy(REST))));
  }

  private static Instant later(Instant first, Instant second) {
    return first.isAfter(second) ? first : second;
  }
}
