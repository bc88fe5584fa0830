package dev.mayfly.worker.forge.http;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The requests that one credential may send to a forge, as the answers tell: primary and secondary
 * limits, the limit of registrations, and the sweep's allowance. The forge is the shared state: the
 * use by other workers and people shows in its answers. Decides only; {@link RequestLimiter} guards
 * it.
 */
final class Budget {

  // Past this the sweep stops: what jobs need in an ordinary hour is still there.
  private static final double KEPT_FROM_SWEEP = 0.25;
  // Past this the watcher does not list: webhooks tell most of it, and the rest serves some 250 of
  // GitHub's
  // runners, two requests each.
  private static final double KEPT_FROM_WATCH = 0.10;
  // Past this nothing is removed: it costs money to wait, but jobs wait for registrations.
  private static final double KEPT_FROM_REMOVE = 0.02;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
  private static final String MAIN_RESOURCE = "core";

  private final AtForge forge;
  private final Map<String, RateLimitWindow> windows = new HashMap<>();
  private final SweepAllowance allowance;
  private String registering = MAIN_RESOURCE;
  private Instant leftAloneUntil = Instant.MIN;
  private int limitsInARow;

  /** The things that all credentials of a forge share: it counts registrations by scope alone. */
  private record AtForge(
      int assumedPerHour, boolean registrationsLimited, RegistrationLimit registrations) {}

  /**
   * @param assumedPerHour the hourly limit that the shares are parts of, unless the forge names a
   *     lower one; it bounds nothing but the shares.
   * @param registrationsLimited whether the forge has GitHub's limit of registrations.
   */
  Budget(int assumedPerHour, boolean registrationsLimited, Instant now) {
    this(new AtForge(assumedPerHour, registrationsLimited, new RegistrationLimit()), now);
  }

  private Budget(AtForge forge, Instant now) {
    this.forge = forge;
    this.allowance = new SweepAllowance(now);
  }

  /** Returns a new budget for another credential at the same forge. */
  Budget ofAnother(Instant now) {
    return new Budget(forge, now);
  }

  /**
   * Returns how many requests like this one are left; the assumed limit where the forge names none.
   */
  int left(ApiRequest request, Instant now) {
    return window(request).limit() == 0 ? perHour() : window(request).remaining(now);
  }

  /** Returns why this must not be sent now; empty if it may. */
  Optional<Throttled> refusal(ApiRequest request, Instant now) {
    if (now.isBefore(leftAloneUntil)) {
      return Optional.of(
          new Throttled(
              "the forge's limit was reached, and it wants to be left alone", leftAloneUntil));
    }
    RateLimitWindow window = window(request);
    if (!window.hasMoreThan(keptFrom(request.priority()), now)) {
      return Optional.of(
          new Throttled(
              "the budget has "
                  + window.remaining(now)
                  + " of "
                  + window.limit()
                  + " requests left, too few for this",
              window.reset()));
    }
    if (request.registers() && forge.registrationsLimited()) {
      Instant next = forge.registrations().nextAt(request.scope().toString(), now);
      if (next.isAfter(now)) {
        return Optional.of(
            new Throttled(
                RegistrationLimit.MOST + " registrations in five minutes, GitHub takes few more",
                next));
      }
    }
    Instant next = request.priority() == Priority.SWEEP ? allowance.nextAt(perHour(), now) : now;
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

  /** Records that it is sent. */
  void begun(ApiRequest request, Instant now) {
    window(request).begun();
    if (request.registers()) {
      forge.registrations().made(request.scope().toString(), now);
    }
    if (request.priority() == Priority.SWEEP) {
      allowance.spend(perHour());
    }
  }

  /**
   * Records that it was answered, or that no answer will come.
   *
   * @param free whether it has cost nothing.
   */
  void ended(ApiRequest request, boolean free) {
    window(request).ended();
    if (free && request.priority() == Priority.SWEEP) {
      allowance.giveBack(perHour());
    }
  }

  /** Records the primary limit that an answer named. */
  void heard(ApiRequest request, RateLimit limit, Instant now) {
    windows
        .computeIfAbsent(limit.resource().orElse(MAIN_RESOURCE), any -> new RateLimitWindow())
        .heard(limit.limit(), limit.remaining(), limit.reset(), now);
    if (request.registers()) {
      registering = limit.resource().orElse(MAIN_RESOURCE);
    }
  }

  /**
   * Records an answer that said that a limit was reached.
   *
   * @param named whether the forge said how long; if not, it wants ever longer pauses.
   * @return until when nothing may be sent.
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

  /** Returns the hourly limit that the shares are parts of. */
  int perHour() {
    int limit = main().limit();
    return limit > 0 ? Math.min(limit, forge.assumedPerHour()) : forge.assumedPerHour();
  }

  /** Returns how many requests the sweep may send at once. */
  int sweepHas(Instant now) {
    return allowance.saved(perHour(), now);
  }

  /** Returns the primary limit; 0 if the forge has named none. */
  int limit() {
    return main().limit();
  }

  int remaining(Instant now) {
    return main().remaining(now);
  }

  /** Returns the time until the limit is reset; 0 if none is known. */
  Duration untilReset(Instant now) {
    return main().isOver(now) ? Duration.ZERO : Duration.between(now, main().reset());
  }

  /** Returns whether no request at all may be sent. */
  boolean isBlocked(Instant now) {
    return now.isBefore(leftAloneUntil) || !main().hasMoreThan(0, now);
  }

  int registrations(Instant now) {
    return forge.registrations().count(now);
  }

  private RateLimitWindow main() {
    return windows.computeIfAbsent(MAIN_RESOURCE, any -> new RateLimitWindow());
  }

  private RateLimitWindow window(ApiRequest request) {
    return request.registers()
        ? windows.computeIfAbsent(registering, any -> new RateLimitWindow())
        : main();
  }
}
