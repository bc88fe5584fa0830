package dev.mayfly.standin.batch;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The tokens of Entra ID that the stand-in has issued, and what they are good for. An account takes
 * either shared keys or, after {@link #require}, tokens alone, as one whose allowed sign-in is
 * Entra ID. Thread-safe.
 */
public final class Tokens {

  /** The audience that Batch wants tokens to have, in the public cloud. Rule batch-audience. */
  public static final URI AUDIENCE = URI.create("https://batch.core.windows.net/");

  private record Token(String audience, Instant expiry) {}

  private final InstantSource clock;
  private final Map<String, Token> issued = new ConcurrentHashMap<>();
  private final List<String> used = new CopyOnWriteArrayList<>();
  private volatile Duration lifetime = Duration.ofHours(1);
  private volatile boolean required;
  private volatile String mark = "";

  Tokens(InstantSource clock) {
    this.clock = clock;
  }

  /** From now on the account's key is no longer taken, and a token that was issued here is. */
  public void require() {
    required = true;
  }

  /** Of those that are issued from now on. */
  public void lifetime(Duration life) {
    lifetime = life;
  }

  /** Sets what those begin with that are issued from now on. */
  public void mark(String letters) {
    mark = letters;
  }

  boolean isRequired() {
    return required;
  }

  /** Returns how many different ones have been used with success. */
  public long used() {
    return used.stream().distinct().count();
  }

  /**
   * @param audience what it is for; whether that is of any use here shows when it is used.
   * @return the token, and until when it is good.
   */
  Map.Entry<String, Instant> issue(String audience) {
    String token = mark + UUID.randomUUID().toString();
    Instant expiry = clock.instant().plus(lifetime);
    issued.put(token, new Token(audience, expiry));
    return Map.entry(token, expiry);
  }

  /** Returns how long it is until then. */
  Duration left(Instant expiry) {
    return Duration.between(clock.instant(), expiry);
  }

  /**
   * @throws BatchError unless the token was issued here, for Batch, and holds.
   */
  void check(String given) {
    Token token = issued.get(given);
    if (token == null) {
      throw refused("the token was not issued by this stand-in");
    }
    if (!token.audience().equals(AUDIENCE.toString())) {
      throw refused("the token is for " + token.audience() + ", not for " + AUDIENCE);
    }
    if (!clock.instant().isBefore(token.expiry())) {
      throw refused("the token expired at " + token.expiry());
    }
    used.add(given);
  }

  private static BatchError refused(String detail) {
    return new BatchError(
            401,
            "InvalidAuthenticationInfo",
            "Authentication information is not given in the correct format. Check the value of"
                + " Authorization header.")
        .with("AuthenticationErrorDetail", detail);
  }
}
