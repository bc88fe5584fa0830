package dev.mayfly.worker.forge.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether somebody who does not answer is worth asking. Closed, it lets one request through every
 * five seconds, whoever comes first, and the first success opens it. Decides only; {@link
 * RequestLimiter} guards it.
 *
 * <p>It closes at the second failure in a row within ten seconds: one odd failure, of which GitHub
 * has some every day, makes nobody wait, and costs one request more at the begin of an outage.
 *
 * <p>Each opening and closing begins an era, and what was asked in an earlier one tells nothing: a
 * call that was hanging when the outage ended does not close the gate again, and an answer that was
 * under way when it began does not open it.
 */
final class CircuitBreaker {

  static final Duration PROBE_EVERY = Duration.ofSeconds(5);
  private static final Duration IN_A_ROW = Duration.ofSeconds(10);
  // An answer takes less, as a rule; those who come meanwhile need not wait for the next probe.
  private static final Duration PROBE_TAKES = Duration.ofSeconds(1);

  private final String why;
  private long era;
  private boolean closed;
  private Instant closedAt = Instant.MIN;
  private Instant failedAt = Instant.MIN;
  private Instant probedAt = Instant.MIN;
  private Instant nextProbe = Instant.MIN;

  /**
   * @param why what to tell those who are not let through.
   */
  CircuitBreaker(String why) {
    this.why = why;
  }

  /** Why nobody may pass now; empty when one may. */
  Optional<Throttled> refusal(Instant now) {
    if (!closed || !now.isBefore(nextProbe)) {
      return Optional.empty();
    }
    boolean soonKnown = now.isBefore(probedAt.plus(PROBE_TAKES));
    return Optional.of(new Throttled(why, soonKnown ? now.plus(PROBE_TAKES) : nextProbe));
  }

  /**
   * One passes; as the probe if the gate is closed.
   *
   * @return the era, to be given back with what came of it.
   */
  long pass(Instant now) {
    if (closed) {
      probedAt = now;
      nextProbe = now.plus(PROBE_EVERY);
    }
    return era;
  }

  /**
   * @return whether this closed the gate.
   */
  boolean failed(long askedIn, Instant now) {
    if (askedIn != era) {
      return false;
    }
    if (closed) {
      probedAt = Instant.MIN; // nobody need wait for what it says
      return false;
    }
    if (failedAt.isAfter(now.minus(IN_A_ROW))) {
      closeUntil(now.plus(PROBE_EVERY), now);
      return true;
    }
    failedAt = now;
    return false;
  }

  /**
   * @return whether this opened the gate.
   */
  boolean succeeded(long askedIn) {
    if (askedIn != era) {
      return false;
    }
    failedAt = Instant.MIN;
    boolean opens = closed;
    if (opens) {
      closed = false;
      era++;
    }
    return opens;
  }

  /**
   * Closes it at once, with the first probe at the given time, or later if it is closed already.
   */
  void closeUntil(Instant firstProbe, Instant now) {
    if (!closed) {
      closed = true;
      closedAt = now;
      probedAt = Instant.MIN;
      era++;
    }
    nextProbe = later(nextProbe, firstProbe);
  }

  boolean isClosed() {
    return closed;
  }

  /** When the next probe may go; empty while the gate is open. */
  Optional<Instant> nextProbe() {
    return closed ? Optional.of(nextProbe) : Optional.empty();
  }

  /** Since when it is or was closed. */
  Instant closedAt() {
    return closedAt;
  }

  private static Instant later(Instant first, Instant second) {
    return first.isAfter(second) ? first : second;
  }
}
