package dev.mayfly.worker.forge.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The breaker of requests to a scope that does not answer. Open, it lets one request through every
 * five seconds, the first that comes, and the first success closes it. Decides only; {@link
 * RequestLimiter} guards it.
 *
 * <p>It opens at the second failure in a row within ten seconds: one odd failure, of which GitHub
 * has some every day, makes no request wait, and costs one more at the begin of an outage.
 *
 * <p>Each opening and closing begins an era, and a request of an earlier one tells nothing: a call
 * that was hanging when the outage ended does not open the breaker again, and an answer that was
 * under way when it began does not close it.
 */
final class CircuitBreaker {

  static final Duration PROBE_EVERY = Duration.ofSeconds(5);
  private static final Duration IN_A_ROW = Duration.ofSeconds(10);
  // An answer takes less, as a rule; requests that come meanwhile need not wait for the next probe.
  private static final Duration PROBE_TAKES = Duration.ofSeconds(1);

  private final String why;
  private long era;
  private boolean open;
  private Instant openedAt = Instant.MIN;
  private Instant failedAt = Instant.MIN;
  private Instant probedAt = Instant.MIN;
  private Instant nextProbe = Instant.MIN;

  /**
   * @param why the reason given to requests that are not let through.
   */
  CircuitBreaker(String why) {
    this.why = why;
  }

  /** Returns why no request may pass now; empty if one may. */
  Optional<Throttled> refusal(Instant now) {
    if (!open || !now.isBefore(nextProbe)) {
      return Optional.empty();
    }
    boolean soonKnown = now.isBefore(probedAt.plus(PROBE_TAKES));
    return Optional.of(new Throttled(why, soonKnown ? now.plus(PROBE_TAKES) : nextProbe));
  }

  /**
   * Records that a request passes; as the probe if the breaker is open.
   *
   * @return the era, to be given back with the result.
   */
  long pass(Instant now) {
    if (open) {
      probedAt = now;
      nextProbe = now.plus(PROBE_EVERY);
    }
    return era;
  }

  /**
   * Records a failure.
   *
   * @return whether this opened the breaker.
   */
  boolean failed(long sentIn, Instant now) {
    if (sentIn != era) {
      return false;
    }
    if (open) {
      probedAt = Instant.MIN; // no request need wait for its result
      return false;
    }
    if (failedAt.isAfter(now.minus(IN_A_ROW))) {
      openUntil(now.plus(PROBE_EVERY), now);
      return true;
    }
    failedAt = now;
    return false;
  }

  /**
   * Records a success.
   *
   * @return whether this closed the breaker.
   */
  boolean succeeded(long sentIn) {
    if (sentIn != era) {
      return false;
    }
    failedAt = Instant.MIN;
    boolean closes = open;
    if (closes) {
      open = false;
      era++;
    }
    return closes;
  }

  /** Opens it at once, with the first probe at the given time, or later if it is open already. */
  void openUntil(Instant firstProbe, Instant now) {
    if (!open) {
      open = true;
      openedAt = now;
      probedAt = Instant.MIN;
      era++;
    }
    nextProbe = later(nextProbe, firstProbe);
  }

  boolean isOpen() {
    return open;
  }

  /** Returns when the next probe may go; empty while it is closed. */
  Optional<Instant> nextProbe() {
    return open ? Optional.of(nextProbe) : Optional.empty();
  }

  /** Returns since when it is or was open. */
  Instant openedAt() {
    return openedAt;
  }

  private static Instant later(Instant first, Instant second) {
    return first.isAfter(second) ? first : second;
  }
}
