package dev.mayfly.console.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sign-ins under way, each kept by its browser in a sealed cookie of its own for ten minutes. */
record OidcSteps(Seals seals, InstantSource clock) {

  private static final String COOKIE = "mayfly-sign-in";
  // As long as Entra ID's codes are good.
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  PendingSignIn begin(String to) {
    long end = clock.instant().plus(PATIENCE).getEpochSecond();
    // RFC 7636, section 4.1: a verifier has 43 characters at least.
    return new PendingSignIn(seals.name(), seals.name(), seals.name() + seals.name(), to, end);
  }

  NewCookie cookie(PendingSignIn pending, URI address) {
    return Cookies.keep(COOKIE, seals.seal(COOKIE, pending), address);
  }

  static NewCookie noCookie(URI address) {
    return Cookies.drop(COOKIE, address);
  }

  /** Returns the sign-in that this browser began, if that is what came back. */
  Optional<PendingSignIn> of(Map<String, Cookie> cookies, URI address, @Nullable String state) {
    return Optional.ofNullable(cookies.get(Cookies.name(COOKIE, address)))
        .flatMap(it -> seals.open(COOKIE, it.getValue(), PendingSignIn.class))
        .filter(it -> clock.instant().getEpochSecond() < it.end())
        .filter(it -> state != null && isEqual(it.state(), state));
  }

  private static boolean isEqual(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }
}
