package dev.mayfly.console.signin;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Ticker;
import dev.mayfly.service.secret.NamedSecrets;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Cookie;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The one way in: finds out who sent a request, by a secret that it bears or by its session. */
final class Door {

  private static final String BEARER = "Bearer ";

  private final Addresses addresses;
  private final Sessions sessions;
  private final Map<String, BearerSettings> bearers;
  private final NamedSecrets secrets;
  private final boolean isOpen;

  /**
   * @param settings empty: nobody signs in, and the own machine alone may ask.
   */
  Door(Optional<SignInSettings> settings, Seals seals, InstantSource clock) {
    this.isOpen = settings.isEmpty();
    this.addresses = new Addresses(settings.map(SignInSettings::addresses).orElse(List.<URI>of()));
    this.sessions = new Sessions(seals, clock);
    this.bearers = settings.map(SignInSettings::secrets).orElse(Map.of());
    this.secrets =
        new NamedSecrets(
            bearers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().secret())),
            Ticker.systemTicker());
  }

  boolean isOpen() {
    return isOpen;
  }

  boolean takesSecrets() {
    return !bearers.isEmpty();
  }

  Sessions sessions() {
    return sessions;
  }

  /** Returns who sent it, though that may be nobody that is known. */
  Visitor visitor(ContainerRequestContext request) throws RefusedException {
    URI address =
        addresses
            .of(request.getHeaderString("Host"))
            .orElseThrow(
                () ->
                    RefusedException.problem(
                        421,
                        "Misdirected Request",
                        "the console does not answer at this host: open one of signIn.addresses,"
                            + " or add this one there"));
    if (!Addresses.mayCome(request, address)) {
      throw RefusedException.problem(
          403, "Forbidden", "a page of another site sent this request: open the console itself");
    }
    String authorization = request.getHeaderString("Authorization");
    if (authorization != null && !isOpen) {
      return new Visitor(address, Optional.of(bearer(authorization)), Optional.empty());
    }
    Session session =
        sessions
            .of(cookie(request.getCookies().get(Sessions.cookieName(address))))
            .orElseGet(() -> sessions.begin("", Set.of()));
    return new Visitor(
        address, isOpen ? Optional.of(Caller.ANYBODY) : session.caller(), Optional.of(session));
  }

  private static @Nullable String cookie(@Nullable Cookie cookie) {
    return cookie == null ? null : cookie.getValue();
  }

  private Caller bearer(String authorization) throws RefusedException {
    return Optional.of(authorization)
        .filter(it -> it.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .flatMap(it -> owner(it.substring(BEARER.length()).strip()))
        .orElseThrow(
            () ->
                RefusedException.problem(
                    401, "Unauthorized", "the secret is not one of signIn.secrets"));
  }

  /** Returns the owner of a secret, with the roles that are theirs. */
  Optional<Caller> owner(String secret) {
    return secrets
        .owner(secret)
        .map(name -> new Caller(name, Set.copyOf(requireNonNull(bearers.get(name)).roles())));
  }
}
