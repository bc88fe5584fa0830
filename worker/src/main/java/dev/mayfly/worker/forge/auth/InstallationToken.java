package dev.mayfly.worker.forge.auth;

import static java.util.Objects.requireNonNull;

import dev.mayfly.worker.forge.http.ForgeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of one installation: minted once for all calls, again in time before it expires, and by
 * one call at a time. While it holds, the others go on with it, and a renewal that fails does no
 * harm. Thread-safe.
 */
final class InstallationToken {

  private static final Logger LOG = LoggerFactory.getLogger(InstallationToken.class);
  // GitHub's hold an hour. Rule gh-installation-token-hour.
  private static final Duration EARLY = Duration.ofMinutes(5);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);
  // "Might error with 401 … because the token did not yet propagate" (Octokit's handbook;
  // octokit/auth-app.js repeats for 5 s, its #589 adds 403). Rule gh-installation-token-young.
  private static final Duration NEW = Duration.ofSeconds(10);
  // One token after the other that is refused for so long is no matter of spreading.
  private static final Duration DOUBT = Duration.ofSeconds(30);
  private static final Duration FORGIVEN = Duration.ofMinutes(10);

  private final Supplier<Minted> mint;
  private final InstantSource clock;
  private final ReentrantLock turn = new ReentrantLock();
  private final AtomicReference<Held> held = new AtomicReference<>(Held.NONE);
  private final AtomicReference<Instant> doubted = new AtomicReference<>(Instant.MIN);

  /** A token as the forge gave it. */
  record Minted(String token, Instant expiry) {

    @Override
    public String toString() {
      return "Minted[***, " + expiry + "]";
    }
  }

  private record Held(String token, Instant since, Instant renewal, Instant expiry) {

    static final Held NONE = new Held("", Instant.MIN, Instant.MIN, Instant.MIN);

    static Held of(Minted minted, Instant now) {
      Duration lifetime = Duration.between(now, minted.expiry());
      Duration early =
          lifetime.compareTo(EARLY.multipliedBy(2)) < 0 ? lifetime.dividedBy(2) : EARLY;
      return new Held(minted.token(), now, minted.expiry().minus(early), minted.expiry());
    }

    Held renewedLater(Instant time) {
      return new Held(token, since, time, expiry);
    }

    @Override
    public String toString() {
      return "Held[***, " + expiry + "]";
    }
  }

  /**
   * @param mint asks the forge for a token; throws {@link ForgeException}.
   */
  InstallationToken(Supplier<Minted> mint, InstantSource clock) {
    this.mint = mint;
    this.clock = clock;
  }

  /** Blocks while the token is asked for. */
  String get() {
    Held known = requireNonNull(held.get());
    Instant now = clock.instant();
    if (now.isBefore(known.renewal())) {
      return known.token();
    }
    if (!now.isBefore(known.expiry())) {
      turn.lock();
    } else if (!turn.tryLock()) {
      return known.token();
    }
    try {
      return renewed(clock.instant());
    } finally {
      turn.unlock();
    }
  }

  private String renewed(Instant now) {
    Held known = requireNonNull(held.get());
    if (now.isBefore(known.renewal())) {
      return known.token();
    }
    try {
      held.set(Held.of(mint.get(), now));
    } catch (ForgeException e) {
      if (!now.isBefore(known.expiry())) {
        throw e;
      }
      LOG.atWarn()
          .addKeyValue("expiry", known.expiry())
          .addKeyValue("failure", e.getMessage())
          .log(
              "the installation token was not renewed; the old one still holds, and renewal is"
                  + " tried again");
      held.set(known.renewedLater(now.plus(PAUSE_AFTER_FAILURE)));
    }
    return requireNonNull(held.get()).token();
  }

  /**
   * Hears that the forge does not take this token.
   *
   * @return after what time to ask again, 1, 2 and 4 s, while it may not be known everywhere yet.
   */
  Optional<Duration> spreads(String token) {
    Held known = requireNonNull(held.get());
    Instant now = clock.instant();
    if (!known.token().equals(token) || known.since().plus(NEW).isBefore(now)) {
      return Optional.empty();
    }
    Instant since =
        requireNonNull(
            doubted.updateAndGet(first -> first.isAfter(now.minus(FORGIVEN)) ? first : now));
    if (since.plus(DOUBT).isBefore(now)) {
      return Optional.empty();
    }
    long age = Duration.between(known.since(), now).toSeconds();
    return Optional.of(Duration.ofSeconds(age < 1 ? 1 : age < 3 ? 2 : 4));
  }

  /**
   * Hears that the forge does not take this token.
   *
   * @return whether the next one is another.
   */
  boolean refused(String token) {
    Held known = requireNonNull(held.get());
    if (!known.token().equals(token)) {
      return true;
    }
    return known.since().plus(NEW).isBefore(clock.instant())
        && held.compareAndSet(known, Held.NONE);
  }
}
