package dev.mayfly.service.entra;

import static java.util.Objects.requireNonNull;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token for Batch, or for what else the cloud's audience is: asked of azure-identity once for
 * all calls, again in time before it expires, and by one call at a time. While it holds, a renewal
 * that fails does no harm. Thread-safe.
 */
public final class EntraTokens {

  private static final Logger log = LoggerFactory.getLogger(EntraTokens.class);

  // When azure-identity itself no longer gives a token out of its cache.
  private static final Duration EARLY = Duration.ofMinutes(5);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

  private final TokenCredential library;
  private final EntraCredentials signIn;
  private final InstantSource clock;
  private final Duration patience;
  private final ReentrantLock renewing = new ReentrantLock();
  private final AtomicReference<Held> held = new AtomicReference<>(Held.NONE);

  /**
   * @param patience how long a call waits while another one is asking.
   */
  public EntraTokens(
      TokenCredential library, EntraCredentials signIn, InstantSource clock, Duration patience) {
    this.library = library;
    this.signIn = signIn;
    this.clock = clock;
    this.patience = patience;
  }

  /** The identity that these tokens are for. */
  public EntraIdentity identity() {
    return signIn.identity();
  }

  /** Blocks while the token is asked for. */
  public String token() throws TokenException {
    return held().token();
  }

  /** As {@link #token}, with the time until which it holds. */
  Held held() throws TokenException {
    Held known = requireNonNull(held.get());
    Instant now = clock.instant();
    if (now.isBefore(known.renewal())) {
      return known;
    }
    if (now.isBefore(known.expiry())) {
      return renewing.tryLock() ? renewed() : known;
    }
    await();
    return renewed();
  }

  private void await() throws TokenException {
    try {
      if (!renewing.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw unreachable("another call has been asking for " + patience.toMillis() + " ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted");
    }
  }

  private Held renewed() throws TokenException {
    try {
      Held known = requireNonNull(held.get());
      Instant now = clock.instant();
      if (now.isBefore(known.renewal())) {
        return known;
      }
      Held next = now.isBefore(known.expiry()) ? tried(known, now) : asked(now);
      held.set(next);
      return next;
    } finally {
      renewing.unlock();
    }
  }

  private Held tried(Held known, Instant now) {
    try {
      return asked(now);
    } catch (TokenException e) {
      log.atWarn()
          .addKeyValue("expiry", known.expiry())
          .addKeyValue("failure", e.getMessage())
          .addKeyValue("audience", signIn.cloud().audience())
          .log("token not renewed, the old one still holds");
      return new Held(known.token(), now.plus(PAUSE_AFTER_FAILURE), known.expiry());
    }
  }

  private Held asked(Instant now) throws TokenException {
    try {
      TokenRequestContext request = new TokenRequestContext().addScopes(signIn.cloud().scope());
      return Held.of(library.getTokenSync(request), now);
    } catch (RuntimeException e) {
      throw translate(e).of(signIn.identity().name(), signIn.cloud().audience().toString());
    }
  }

  private TokenException unreachable(String message) {
    return TokenException.unreachable(message)
        .of(signIn.identity().name(), signIn.cloud().audience().toString());
  }

  /** The library wraps what happened several times over, and its messages quote what it read. */
  public static TokenException translate(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TokenException known) {
        return known;
      }
      if (cause instanceof FileSystemException file) {
        return TokenException.notSetUp("cannot read " + file.getFile());
      }
      if (cause instanceof IOException io) {
        return TokenException.unreachable(io.toString());
      }
      if (cause instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
    return TokenException.unreachable(e.getClass().getSimpleName());
  }

  /** A token with the time from which on it is to be renewed. */
  record Held(String token, Instant renewal, Instant expiry) {

    static final Held NONE = new Held("", Instant.MIN, Instant.MIN);

    static Held of(AccessToken token, Instant now) {
      Instant expiry = token.getExpiresAt().toInstant();
      Instant renewal = expiry.minus(EARLY);
      if (renewal.isBefore(now)) {
        renewal = now.plus(Duration.between(now, expiry).dividedBy(2));
      }
      // Half-way through the day that a managed identity's token holds.
      if (token.getRefreshAt() != null && token.getRefreshAt().toInstant().isAfter(now)) {
        renewal = token.getRefreshAt().toInstant();
      }
      return new Held(token.getToken(), renewal, expiry);
    }

    @Override
    public String toString() {
      return "Held[token=***, renewal=" + renewal + ", expiry=" + expiry + "]";
    }
  }
}
