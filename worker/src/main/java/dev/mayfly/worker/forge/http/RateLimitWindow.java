package dev.mayfly.worker.forge.http;

import java.time.Duration;
import java.time.Instant;

/**
 * GitHub's primary limit of one resource: so many requests until the reset, by the last answers,
 * less the requests that are under way. Not thread-safe.
 */
final class RateLimitWindow {

  // GitHub's windows last an hour; a clock or a proxy that says more must not stop us for longer.
  private static final Duration LONGEST = Duration.ofMinutes(61);
  // Answers of one window name the same second, give or take one.
  private static final Duration SAME = Duration.ofSeconds(2);

  private int limit;
  private int remaining;
  private int underWay;
  private Instant reset = Instant.MIN;

  /**
   * Records an answer's headers. Answers overtake each other: within a window the lowest count is
   * true.
   */
  void heard(int newLimit, int newRemaining, Instant newReset, Instant now) {
    Instant ends = earlier(newReset, now.plus(LONGEST));
    if (isOver(now) || ends.isAfter(reset.plus(SAME))) {
      limit = newLimit;
      remaining = newRemaining;
      reset = ends;
    } else if (!ends.isBefore(reset.minus(SAME))) {
      limit = newLimit;
      remaining = Math.min(remaining, newRemaining);
    }
  }

  void begun() {
    underWay++;
  }

  void ended() {
    underWay--;
  }

  /**
   * Returns whether nothing is known of the present: the forge has no limits, or a new window
   * began.
   */
  boolean isOver(Instant now) {
    return !now.isBefore(reset);
  }

  /** Returns whether one more request leaves at least this part of the limit for others. */
  boolean hasMoreThan(double reserve, Instant now) {
    return isOver(now) || remaining - underWay > reserve * limit;
  }

  /** Returns the limit; 0 if the forge has named none. */
  int limit() {
    return limit;
  }

  /** Returns what is left of the present window; the limit where that is not known. */
  int remaining(Instant now) {
    return isOver(now) ? limit : Math.max(0, remaining - underWay);
  }

  Instant reset() {
    return reset;
  }

  private static Instant earlier(Instant first, Instant second) {
    return first.isBefore(second) ? first : second;
  }
}
