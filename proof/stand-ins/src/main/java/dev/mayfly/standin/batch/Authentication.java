package dev.mayfly.standin.batch;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The sign-in of every request: by shared key, or by a token where the account allows no other. */
record Authentication(SharedKey key, Tokens tokens, InstantSource clock) {

  // Rule batch-clock-15-minutes.
  private static final Duration SKEW = Duration.ofMinutes(15);

  /** Returns the scheme that a request without one is told of. */
  String scheme() {
    return tokens.isRequired() ? "Bearer" : "SharedKey";
  }

  /** Refuses a request that is not signed, or bears no token where one is required. */
  void check(ContainerRequestContext request) {
    String given = request.getHeaderString("Authorization");
    if (given == null) {
      throw refused(401, "the Authorization header is missing");
    }
    if (tokens.isRequired()) {
      checkToken(given);
      return;
    }
    String scheme = "SharedKey " + key.account() + ":";
    if (!given.startsWith(scheme)) {
      throw refused(403, "expected the scheme SharedKey for account " + key.account());
    }
    checkClock(request);
    String text = key.text(request);
    if (!key.signed(text, given.substring(scheme.length()))) {
      throw refused(
          403,
          "The MAC signature found in the HTTP request is not the same as any computed signature."
              + " Server used following string to sign: '"
              + text
              + "'.");
    }
  }

  private void checkToken(String given) {
    if (!given.startsWith("Bearer ")) {
      throw refused(403, "this account allows Entra ID alone: expected the scheme Bearer");
    }
    tokens.check(given.substring("Bearer ".length()));
  }

  private void checkClock(ContainerRequestContext request) {
    String ocp = request.getHeaderString("ocp-date");
    String date = ocp == null ? request.getHeaderString("Date") : ocp;
    Instant sent = date == null ? null : time(date);
    if (sent == null) {
      throw refused(403, "neither ocp-date nor Date holds an RFC 1123 date");
    }
    if (Duration.between(sent, clock.instant()).abs().compareTo(SKEW) > 0) {
      throw refused(403, "the request's date is more than 15 minutes away from the server's");
    }
  }

  private static @Nullable Instant time(String date) {
    try {
      return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static BatchError refused(int status, String detail) {
    return new BatchError(
            status,
            "AuthenticationFailed",
            "Server failed to authenticate the request. Make sure the value of Authorization header"
                + " is formed correctly including the signature.")
        .with("AuthenticationErrorDetail", detail);
  }
}
