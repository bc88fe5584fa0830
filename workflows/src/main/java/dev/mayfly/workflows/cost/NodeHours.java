package dev.mayfly.workflows.cost;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Times by the hours of UTC in which they fell, in milliseconds. A price changes at midnight, so
 * that one holds for the whole hour.
 */
public final class NodeHours {

  private final SortedMap<Instant, Long> millis;

  public NodeHours() {
    this(Map.of());
  }

  /**
   * @param millis by the beginning of each hour.
   */
  public NodeHours(Map<Instant, Long> millis) {
    this.millis = new TreeMap<>(millis);
  }

  /** So many nodes were there. */
  public void add(int nodes, Instant from, Instant to) {
    split(from, to).forEach((hour, part) -> millis.merge(hour, nodes * part, Long::sum));
  }

  /** Forgets what was before. */
  public void forgetBefore(Instant hour) {
    millis.headMap(hour).clear();
  }

  /** Returns the milliseconds of each hour that has any. */
  public SortedMap<Instant, Long> millis() {
    return new TreeMap<>(millis);
  }

  static SortedMap<Instant, Long> split(Instant from, Instant to) {
    SortedMap<Instant, Long> parts = new TreeMap<>();
    Instant at = from;
    while (at.isBefore(to)) {
      Instant hour = at.truncatedTo(ChronoUnit.HOURS);
      Instant next = hour.plus(Duration.ofHours(1));
      Instant end = next.isBefore(to) ? next : to;
      parts.put(hour, RunnerTime.millis(at, end));
      at = end;
    }
    return parts;
  }
}
