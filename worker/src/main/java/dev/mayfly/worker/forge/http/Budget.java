package dev.mayfly.worker.forge.http;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one credential may ask of a forge, as the answers tell: primary and secondary limits, the
 * limit of registrations, and the sweep's own share. The forge is the shared state: what other
 * workers and people use shows in its answers. Decides only; {@link RequestLimiter} guards it.
 */
final class Budget {

  // Past this the sweep stops: what jobs need in an ordinary hour is still there.
  private static final double KEPT_FROM_SWEEP = 0.25;
  // Past this nobody lists: webhooks tell most of it, and the rest serves some 250 of GitHub's
  // runners, two requests each.
  private static final double KEPT_FROM_WATCH = 0.10;
  // Past this nothing is removed: it costs money to wait, but jobs wait for registrations.
  private static final double KEPT_FROM_REMOVE = 0.02;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
  private static final String MAIN_RESOURCE = "core";

  private final int assumedPerHour;
  private final boolean registrationsLimited;
  private final Map<String, RateLimitWindow> windows = new HashMap<>();
  private final SweepAllowance share;
  // The forge counts them by scope, whoever makes them.
  private final RegistrationLimit registrations;
  private String registering = MAIN_RESOURCE;
  private Instant leftAloneUntil = Instant.MIN;
  private int limitsInARow;

  /**
   * @param assumedPerHour the hourly limit that the shares are parts of, unless the forge names a
   *     lower one; it bounds nothing but the shares.
   * @param registrationsLimited whether the forge has GitHub's limit of registrations.
   */
  Budget(int assumedPerHour, boolean registrationsLimited, Instant now) {
    this(assumedPerHour, registrationsLimited, new RegistrationLimit(), now);
  }

  private Budget(
      int assumedPerHour,
      boolean registrationsLimited,
      RegistrationLimit registrations,
      Instant now) {
    this.registrations = registrations;
    this.assumedPerHour = assumedPerHour;
    this.registrationsLimited = registrationsLimited;
    this.share = new SweepAllowance(now);
  }

  /** As this one began, for another credential at the same forge. */
  Budget ofAnother(Instant now) {
    return new Budget(assumedPerHour, registrationsLimited, registrations, now);
  }

  /** How many requests like this one are left; what is planned with where nobody knows. */
  int left(ApiRequest asked, Instant now) {
    return window(asked).limit() == 0 ? perHour() : window(asked).remaining(now);
  }

  /** Why this must not be sent now; empty when it may. */
  Optional<Throttled> refusal(ApiRequest asked, Instant now) {
    if (now.isBefore(leftAloneUntil)) {
      return Optional.of(
          new Throttled(
              "the forge's limit was reached, and it wants to be left alone", leftAloneUntil));
    }
    RateLimitWindow window = window(asked);
    if (!window.hasMoreThan(keptFrom(asked.priority()), now)) {
      return Optional.of(
          new Throttled(
              "the budget has "
                  + window.remaining(now)
                  + " of "
                  + window.limit()
                  + " requests left, too few for this",
              window.reset()));
    }
    if (asked.registers() && registrationsLimited) {
      Instant next = registrations.nextAt(asked.scope().toString(), now);
      if (next.isAfter(now)) {
        return Optional.of(
            new Throttled(
                RegistrationLimit.MOST + " registrations in five minutes, GitHub takes few more",
                next));
      }
    }
    Instant next = asked.priority() == Priority.SWEEP ? share.nextAt(perHour(), now) : now;
    return next.isAfter(now)
        ? Optional.of(new Throttled("the sweep's fifth of the budget is spent", next))
        : Optional.empty();
  }

  private static double keptFrom(Priority priority) {
    return switch (priority) {
      case REGISTER -> 0;
      case REMOVE -> KEPT_FROM_REMOVE;
      case WATCH -> KEPT_FROM_WATCH;
      case SWEEP -> KEPT_FROM_SWEEP;
    };
  }

  /** It is sent. */
  void begun(ApiRequest asked, Instant now) {
    window(asked).begun();
    if (asked.registers()) {
      registrations.made(asked.scope().toString(), now);
    }
    if (asked.priority() == Priority.SWEEP) {
      share.spend(perHour());
    }
  }

  /**
   * It was answered, or nobody will answer any more.
   *
   * @param free whether it has cost nothing.
   */
  void ended(ApiRequest asked, boolean free) {
    window(asked).ended();
    if (free && asked.priority() == Priority.SWEEP) {
      share.giveBack(perHour());
    }
  }

  /** What an answer said of the primary limit. */
  void heard(ApiRequest asked, RateLimit limit, Instant now) {
    windows
        .computeIfAbsent(limit.resource().orElse(MAIN_RESOURCE), any -> new RateLimitWindow())
        .heard(limit.limit(), limit.remaining(), limit.reset(), now);
    if (asked.registers()) {
      registering = limit.resource().orElse(MAIN_RESOURCE);
    }
  }

  /**
   * An answer said that a limit was reached.
   *
   * @param named whether the forge said how long; if not, it wants ever longer pauses.
   * @return until when nobody may ask.
   */
  Instant reached(Duration pause, boolean named, Instant now) {
    // What was under way together is one and the same time that it was reached.
    if (!now.isBefore(leftAloneUntil)) {
      limitsInARow++;
    }
    Duration longer =
        named ? pause : pause.multipliedBy(1L << Math.min(10, Math.max(0, limitsInARow - 1)));
    Duration most = named ? Duration.ofHours(1).plusMinutes(1) : LONGEST_PAUSE;
    Instant until = now.plus(longer.compareTo(most) < 0 ? longer : most);
    leftAloneUntil = until.isAfter(leftAloneUntil) ? until : leftAloneUntil;
    return leftAloneUntil;
  }

  void notReached() {
    limitsInARow = 0;
  }

  /** What the shares are parts of. */
  int perHour() {
    int limit = main().limit();
    return limit > 0 ? Math.min(limit, assumedPerHour) : assumedPerHour;
  }

  /** How many requests the sweep's share has for a burst. */
  int sweepHas(Instant now) {
    return share.saved(perHour(), now);
  }

  /** 0 where the forge has not said any. */
  int limit() {
    return main().limit();
  }

  int remaining(Instant now) {
    return main().remaining(now);
  }

  /** 0 where no window is known. */
  Duration untilReset(Instant now) {
    return main().isOver(now) ? Duration.ZERO : Duration.between(now, main().reset());
  }

  /** Whether nobody may ask at all. */
  boolean isBlocked(Instant now) {
    return now.isBefore(leftAloneUntil) || !main().hasMoreThan(0, now);
  }

  int registrations(Instant now) {
    return registrations.count(now);
  }

  private RateLimitWindow main() {
    return windows.computeIfAbsent(MAIN_RESOURCE, any -> new RateLimitWindow());
  }

  private RateLimitWindow window(ApiRequest asked) {
    return asked.registers()
        ? windows.computeIfAbsent(registering, any -> new RateLimitWindow())
        : main();
  }
}
