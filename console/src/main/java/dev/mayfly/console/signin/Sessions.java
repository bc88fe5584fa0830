package dev.mayfly.console.signin;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import jakarta.ws.rs.core.NewCookie;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of browsers, kept by themselves in a sealed cookie: good for an hour after the last
 * request, and for eight hours in all. Of one that was ended, its id is remembered here, so that no
 * copy of its cookie is good any more.
 */
final class Sessions {

  static final Duration IDLE = Duration.ofHours(1);
  static final Duration LONGEST = Duration.ofHours(8);

  private static final Duration RENEWAL = Duration.ofMinutes(5);
  private static final String COOKIE = "mayfly-session";
  private static final int MOST_ENDED = 100_000;

  private final Seals seals;
  private final InstantSource clock;
  private final Cache<String, Boolean> ended =
      CacheBuilder.newBuilder().expireAfterWrite(LONGEST).maximumSize(MOST_ENDED).build();

  Sessions(Seals seals, InstantSource clock) {
    this.seals = seals;
    this.clock = clock;
  }

  /** Returns a new session; never one that was there before somebody signed in. */
  Session begin(String name, Set<Role> roles) {
    return new Session(
        seals.name(), name, roles, clock.instant().plus(LONGEST).getEpochSecond(), 0);
  }

  /** Returns the session that a cookie holds; empty if it is none of ours, or over. */
  Optional<Session> of(@Nullable String cookie) {
    return Optional.ofNullable(cookie)
        .flatMap(kept -> seals.open(COOKIE, kept, Session.class))
        .filter(this::holds);
  }

  private boolean holds(Session session) {
    long now = clock.instant().getEpochSecond();
    return now < Math.min(session.end(), session.made() + IDLE.toSeconds())
        && ended.getIfPresent(session.id()) == null;
  }

  /** Ends it, also for those who have a copy. */
  void end(Session session) {
    ended.put(session.id(), true);
  }

  /** Returns whether its browser needs another cookie. */
  boolean isDue(Session session) {
    return session.made() + RENEWAL.toSeconds() <= clock.instant().getEpochSecond();
  }

  NewCookie cookie(Session session, URI address) {
    Instant now = clock.instant();
    return Cookies.keep(COOKIE, seals.seal(COOKIE, session.madeAt(now)), address);
  }

  static NewCookie noCookie(URI address) {
    return Cookies.drop(COOKIE, address);
  }

  /** Returns the name of the cookie at this address. */
  static String cookieName(URI address) {
    return Cookies.name(COOKIE, address);
  }

  /** Returns a token for the forms of this session; another one each time, all are good. */
  String formToken(Session session) {
    return seals.seal("form " + session.id(), "");
  }

  boolean isFormToken(Session session, String given) {
    return seals.open("form " + session.id(), given, String.class).isPresent();
  }
}
