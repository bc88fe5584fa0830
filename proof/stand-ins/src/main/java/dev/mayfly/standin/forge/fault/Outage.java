package dev.mayfly.standin.forge.fault;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A time in which the forge answers nobody as it should.
 *
 * @param lasts from when it is switched on.
 * @param hitsRunners whether the runners' own connections fail, too; else they stay up.
 */
public record Outage(Kind kind, Duration lasts, boolean hitsRunners) {

  /** The fate of a request. */
  public enum Kind {
    /** It is answered 500. */
    SERVER_ERRORS,
    /** It is answered 403, nothing left of the rate limit, which resets when the outage ends. */
    RATE_LIMITED,
    /** Its connection is closed without an answer. */
    DROPPED,
    /** Its token is refused: answered 401. */
    UNAUTHORIZED,
    /** Its token may not do that: answered 403. */
    FORBIDDEN,
    /** Its token may not see that: answered 404. */
    HIDDEN
  }

  public Outage {
    requireNonNull(kind, "kind");
    if (lasts.isNegative() || lasts.isZero()) {
      throw new IllegalArgumentException("an outage cannot last " + lasts);
    }
  }

  /** One whose end the runners' own connections survive. */
  public static Outage ofApi(Kind kind, Duration lasts) {
    return new Outage(kind, lasts, false);
  }

  /**
   * An outage that was, or is.
   *
   * @param ended when it is to end, or was ended.
   * @param requests what it has met so far, in that order.
   */
  public record Log(Outage outage, Instant began, Instant ended, List<Request> requests) {
    public Log {
      requests = List.copyOf(requests);
    }
  }

  /**
   * A request that it met.
   *
   * @param scope {@code orgs/acme} or {@code repos/acme/app}; empty where the path names none.
   * @param line method and path, without the query.
   */
  public record Request(Instant at, String scope, String line) {}
}
