package dev.mayfly.worker.forge.http;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.workflows.id.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limiter of one credential's requests to a forge: lets each through or refuses it here, and
 * learns from every answer. A refusal says until when; nothing ever waits in here. Limits are a
 * credential's own; whether the forge answers at all is known to all of its credentials together.
 * Thread-safe.
 */
public final class RequestLimiter {

  private static final Logger LOG = LoggerFactory.getLogger(RequestLimiter.class);
  // Requests that were given the same time must not come in the same millisecond.
  private static final long SPREAD_MILLIS = 500;
  private static final long MARGIN_MILLIS = 20;

  private final AtForge forge;
  private final Budget budget;
  private final CircuitBreaker limit =
      new CircuitBreaker("the forge's limit was reached, and may still be");

  /**
   * The things that all credentials of a forge have together. Also the lock: a probe that one of
   * them sends is the probe of all.
   */
  private record AtForge(
      String name,
      MetricRegistry metrics,
      InstantSource clock,
      DoubleSupplier chance,
      Map<String, CircuitBreaker> scopes) {}

  /** A request that is under way. */
  record Pass(ApiRequest request, long scopeEra, long limitEra) {}

  /**
   * @param forge its configured name, for logs and metrics.
   * @param assumedPerHour the hourly limit that shares are parts of, unless the forge names a lower
   *     one.
   * @param registrationsLimited whether the forge has GitHub's limit of registrations.
   */
  public RequestLimiter(
      String forge,
      int assumedPerHour,
      boolean registrationsLimited,
      MetricRegistry metrics,
      InstantSource clock) {
    this(
        forge,
        new Budget(assumedPerHour, registrationsLimited, clock.instant()),
        metrics,
        clock,
        () -> ThreadLocalRandom.current().nextDouble());
  }

  RequestLimiter(
      String forge,
      Budget budget,
      MetricRegistry metrics,
      InstantSource clock,
      DoubleSupplier chance) {
    this(new AtForge(forge, metrics, clock, chance, new HashMap<>()), budget);
  }

  private RequestLimiter(AtForge forge, Budget budget) {
    this.forge = forge;
    this.budget = budget;
  }

  /** Returns the limiter of another credential at the same forge. */
  public RequestLimiter ofAnother() {
    return new RequestLimiter(forge, budget.ofAnother(forge.clock().instant()));
  }

  /** Returns the hourly limit that the shares are parts of. */
  public int perHour() {
    synchronized (forge) {
      return budget.perHour();
    }
  }

  /** Returns how many requests the sweep may send now within its allowance. */
  int sweepHas() {
    return read(budget::sweepHas);
  }

  /**
   * Returns how many requests like this one are left; the assumed limit where the forge names none.
   */
  int left(ApiRequest request) {
    return read(now -> budget.left(request, now));
  }

  /** Returns in words how much is left. */
  public String inWords() {
    synchronized (forge) {
      Instant now = forge.clock().instant();
      String left =
          budget.limit() == 0
              ? "the forge has named no limit"
              : budget.remaining(now) + " of " + budget.limit() + " requests left";
      return left + ", the sweep may use " + budget.sweepHas(now) + " of them now";
    }
  }

  /**
   * @throws ForgeException of kind {@code UNAVAILABLE} when it must not be sent now.
   */
  Pass admit(ApiRequest request) {
    synchronized (forge) {
      return admit(request, forge.clock().instant());
    }
  }

  private Pass admit(ApiRequest request, Instant now) {
    CircuitBreaker scope = breaker(request.scope());
    // All are checked before any is told, so that none lets a probe through that another one stops.
    Optional<Throttled> refusal =
        Stream.<Optional<Throttled>>of(
                limit.refusal(now), scope.refusal(now), budget.refusal(request, now))
            .flatMap(Optional::stream)
            .findFirst();
    if (refusal.isPresent()) {
      count("refused." + request.priority().name().toLowerCase(Locale.ROOT));
      boolean isOutage = refusal.equals(scope.refusal(now));
      throw refused(request, refusal.get(), now).byLimit(!isOutage);
    }
    budget.begun(request, now);
    return new Pass(request, scope.pass(now), limit.pass(now));
  }

  private ForgeException refused(ApiRequest request, Throttled refusal, Instant now) {
    return ForgeException.notSent(
        request.line()
            + " not sent, priority "
            + request.priority().name().toLowerCase(Locale.ROOT)
            + ": "
            + refusal.why()
            + "; until "
            + refusal.until(),
        soonAfter(refusal.until(), now));
  }

  private Duration soonAfter(Instant time, Instant now) {
    return Duration.between(now, time.isAfter(now) ? time : now)
        .plusMillis(MARGIN_MILLIS + (long) (forge.chance().getAsDouble() * SPREAD_MILLIS));
  }

  /**
   * @param free whether the answer says that it does not count.
   */
  void answered(Pass pass, ForgeResponse answer, boolean free) {
    synchronized (forge) {
      learn(pass, answer, free, forge.clock().instant());
    }
  }

  private void learn(Pass pass, ForgeResponse answer, boolean free, Instant now) {
    ApiRequest request = pass.request();
    count("calls." + request.operation() + "." + answer.status() / 100 + "xx");
    if (free) {
      count("free");
    }
    budget.ended(request, free);
    if (answer.wantsPause()) {
      reached(answer, now);
    } else {
      RateLimit.of(answer.headers()).ifPresent(named -> budget.heard(request, named, now));
    }
    if (answer.isAway()) {
      failed(pass, answer.status() + " to " + request.line(), now);
    } else if (!answer.wantsPause()) {
      succeeded(pass, now);
    }
  }

  /** Records that no answer came: no connection, a broken one, or a time-out. */
  void unanswered(Pass pass, String cause) {
    synchronized (forge) {
      count("calls." + pass.request().operation() + ".none");
      budget.ended(pass.request(), false);
      failed(pass, cause, forge.clock().instant());
    }
  }

  private void reached(ForgeResponse answer, Instant now) {
    boolean reachedBefore = limit.isOpen();
    Instant until =
        budget.reached(answer.pauseOrDefault(), answer.namesPause() || !answer.isOfGitHub(), now);
    limit.openUntil(until, now);
    if (!reachedBefore) {
      LOG.atWarn()
          .addKeyValue("forge", forge.name())
          .addKeyValue("status", answer.status())
          .addKeyValue("until", until)
          .log(
              answer.asksForTooLong()
                  ? "the forge's limit is reached; it asks for a very long pause, and is tried before"
                  : "the forge's limit is reached; requests wait until it is reset");
    }
  }

  private void failed(Pass pass, String cause, Instant now) {
    if (breaker(pass.request().scope()).failed(pass.scopeEra(), now)) {
      LOG.atWarn()
          .addKeyValue("forge", forge.name())
          .addKeyValue("scope", owner(pass.request().scope()))
          .addKeyValue("cause", cause)
          .log(
              "the forge does not answer; circuit breaker open: one request in five seconds probes it");
    }
  }

  private void succeeded(Pass pass, Instant now) {
    budget.notReached();
    if (limit.succeeded(pass.limitEra())) {
      LOG.atInfo()
          .addKeyValue("forge", forge.name())
          .log("the forge's limit is over; requests are sent again");
    }
    CircuitBreaker scope = breaker(pass.request().scope());
    if (scope.succeeded(pass.scopeEra())) {
      LOG.atInfo()
          .addKeyValue("forge", forge.name())
          .addKeyValue("scope", owner(pass.request().scope()))
          .addKeyValue("seconds", Duration.between(scope.openedAt(), now).toSeconds())
          .log("the forge answers again; circuit breaker closed");
    }
  }

  /**
   * Returns after what time a failure about this scope is worth a retry; empty while it answers.
   */
  Optional<Duration> pause(Scope scope) {
    synchronized (forge) {
      Instant now = forge.clock().instant();
      return breaker(scope).nextProbe().map(next -> soonAfter(next, now));
    }
  }

  private CircuitBreaker breaker(Scope scope) {
    return forge
        .scopes()
        .computeIfAbsent(
            owner(scope),
            any ->
                new CircuitBreaker("the forge does not answer, and is asked every five seconds"));
  }

  // A job's repository and the organization where its runner registers are one: each would be
  // request
  // for itself otherwise, and so would a thousand repositories.
  private static String owner(Scope scope) {
    String name =
        scope.repository() != null
            ? scope.repository().substring(0, scope.repository().indexOf('/'))
            : String.valueOf(scope.organization());
    if (scope.agentPool() != null) {
      return scope.toString();
    }
    return scope.enterprise() != null
        ? "enterprise " + scope.enterprise().toLowerCase(Locale.ROOT)
        : name.toLowerCase(Locale.ROOT);
  }

  private void count(String what) {
    forge.metrics().counter("forges." + forge.name() + "." + what).inc();
  }

  /**
   * Registers the metrics {@code forges.<forge>.…}: {@code limit} and {@code remaining} of the
   * primary limit ({@code limit} is 0 where the forge has named none), {@code resetInSeconds},
   * {@code blocked} (0 or 1), {@code circuitBreakerOpen} (1 while the circuit breaker is open),
   * {@code registrations} of the last five minutes.
   *
   * @return this.
   */
  public RequestLimiter shown() {
    return shownAs("");
  }

  /** Registers the same as {@code forges.<forge>.apps.<app>.…}, for one App of several. */
  public RequestLimiter shownAsApp(String app) {
    return shownAs("apps." + app + ".");
  }

  private RequestLimiter shownAs(String part) {
    show(part + "limit", now -> budget.limit());
    show(part + "remaining", budget::remaining);
    show(part + "resetInSeconds", now -> (int) budget.untilReset(now).toSeconds());
    show(part + "blocked", now -> limit.isOpen() || budget.isBlocked(now) ? 1 : 0);
    show(
        part + "circuitBreakerOpen",
        now -> forge.scopes().values().stream().anyMatch(CircuitBreaker::isOpen) ? 1 : 0);
    show(part + "registrations", budget::registrations);
    return this;
  }

  private void show(String what, ToIntFunction<Instant> state) {
    forge.metrics().registerGauge("forges." + forge.name() + "." + what, () -> read(state));
  }

  private int read(ToIntFunction<Instant> state) {
    synchronized (forge) {
      return state.applyAsInt(forge.clock().instant());
    }
  }
}
