package dev.mayfly.worker.forge.http;

import java.time.Duration;
import java.time.Instant;

/**
 * The sweep's part of the hourly limit, a fifth (design D10): it accrues evenly, and what was not
 * used is saved for bursts, up to one hour's. Not thread-safe.
 */
final class SweepAllowance {

  private static final double PART = 0.2;
  private static final Duration SAVED = Duration.ofHours(1);
  // A restart has forgotten all answers, so the first pass pays for each: three requests a
  // repository, with GitHub's 5,000 an hour enough for 100 of them. A worker that is restarted over
  // and over gets it each time: four times an hour it still stays below half of the limit.
  private static final Duration AT_FIRST = Duration.ofMinutes(20);

  // In time, not in requests: what the forge allows is known only once it has answered.
  private double savedMillis;
  private Instant at;
  private boolean untouched = true;

  SweepAllowance(Instant now) {
    this.at = now;
  }

  /** Returns when the next request may go; now or earlier if it may at once. */
  Instant nextAt(int perHour, Instant now) {
    accrue(now);
    double missing = 1 / perMilli(perHour) - savedMillis;
    return missing <= 0 ? now : now.plusMillis((long) Math.ceil(missing));
  }

  /** Returns how many requests may go at once. */
  int saved(int perHour, Instant now) {
    accrue(now);
    // What was spent and given back may be short of a whole request by a rounding error.
    return (int) Math.max(0, savedMillis * perMilli(perHour) + 1e-6);
  }

  /** Records that a request was sent. */
  void spend(int perHour) {
    savedMillis -= 1 / perMilli(perHour);
  }

  /** Records that one cost nothing after all, or was not sent. */
  void giveBack(int perHour) {
    savedMillis += 1 / perMilli(perHour);
  }

  private void accrue(Instant now) {
    Duration since = untouched ? AT_FIRST : Duration.between(at, now);
    untouched = false;
    at = now;
    savedMillis = Math.min((double) SAVED.toMillis(), savedMillis + Math.max(0, since.toMillis()));
  }

  private static double perMilli(int perHour) {
    return PART * perHour / Duration.ofHours(1).toMillis();
  }
}
