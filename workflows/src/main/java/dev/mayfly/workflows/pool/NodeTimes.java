package dev.mayfly.workflows.pool;

import dev.mayfly.workflows.cost.NodeHours;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The time that a pool's nodes were there: as many as at a look, until the next one. */
final class NodeTimes {

  // There is a look every five minutes at least; after a longer gap nobody knows.
  private static final Duration LONGEST = Duration.ofMinutes(10);
  // It is carried from run to run.
  private static final Duration KEPT = Duration.ofDays(8);
  private static final long MILLIS = 1_000;

  private final NodeHours hours;
  private int nodes;
  private @Nullable Instant since;
  private long uncounted;

  NodeTimes(Map<Instant, Long> millis) {
    hours = new NodeHours(millis);
  }

  /** Returns the seconds of nodes that have passed since the last look, whole ones. */
  long looked(int there, Instant at) {
    if (since != null && !at.isAfter(since.plus(LONGEST))) {
      hours.add(nodes, since, at);
      uncounted += nodes * Duration.between(since, at).toMillis();
    }
    hours.forgetBefore(at.minus(KEPT).truncatedTo(ChronoUnit.HOURS));
    nodes = there;
    since = at;
    long seconds = uncounted / MILLIS;
    uncounted %= MILLIS;
    return seconds;
  }

  SortedMap<Instant, Long> millis() {
    return hours.millis();
  }
}
