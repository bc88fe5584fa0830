package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The Apps that there are, and the tokens that their installations were given. Rule gh-app-jwt.
 * Thread-safe.
 *
 * @see <a
 *     href="https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app">GitHub's
 *     description of their JWTs</a>
 */
public final class Apps {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FARTHEST = Duration.ofMinutes(10);

  private final List<StandInApp> apps;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Token> tokens = new LinkedHashMap<>();
  private final Set<String> jwts = new LinkedHashSet<>();
  private Instant revoked = Instant.MIN;
  private String mark = "";

  /** A token that an App's installation acts with. */
  record Token(String token, StandInApp app, Instant since, Instant expiresAt) {}

  Apps(List<StandInApp> apps, InstantSource clock) {
    this.apps = List.copyOf(apps);
    this.clock = clock;
  }

  /** Sets what every token's secret from now on begins with. */
  synchronized void mark(String letters) {
    mark = letters;
  }

  List<StandInApp> all() {
    return apps;
  }

  /** Every installation token so far, the oldest first; they are secrets. */
  public synchronized List<String> tokens() {
    return List.copyOf(tokens.keySet());
  }

  /** Every JWT that was taken so far. */
  public synchronized Set<String> jwts() {
    return Set.copyOf(jwts);
  }

  /** No token from before is good any more. */
  public synchronized void revokeTokens() {
    revoked = clock.instant();
  }

  /** Returns whether one of these has expired. */
  public synchronized boolean hasExpired(String token) {
    return tokens.containsKey(token)
        && !clock.instant().isBefore(find(token).orElseThrow().expiresAt());
  }

  synchronized Token mint(long installation) {
    StandInApp app =
        apps.stream()
            .filter(it -> it.installation() == installation)
            .findFirst()
            .orElseThrow(() -> new ForgeRefusal(404, "Not Found"));
    byte[] secret = new byte[18];
    random.nextBytes(secret);
    Instant now = clock.instant();
    Token token =
        new Token(
            "ghs_" + mark + HexFormat.of().formatHex(secret),
            app,
            now,
            now.plus(app.tokenLifetime()));
    tokens.put(token.token(), token);
    return token;
  }

  /** An installation's token that still holds. */
  synchronized Optional<Token> valid(String token) {
    Instant now = clock.instant();
    return find(token)
        .filter(it -> now.isBefore(it.expiresAt()))
        .filter(it -> it.since().isAfter(revoked));
  }

  private Optional<Token> find(String token) {
    return Optional.ofNullable(tokens.get(token));
  }

  /**
   * Returns the hour of the rate limit that a request is part of; all that are no App's are one.
   */
  synchronized String budgetOf(String token) {
    if (isJwt(token)) {
      return "app";
    }
    return find(token).map(it -> budgetOf(it.app().id())).orElse("");
  }

  static String budgetOf(long app) {
    return "installation of " + app;
  }

  private static boolean isJwt(String token) {
    return token.split("\\.", -1).length == 3;
  }

  /**
   * The App that a JWT speaks for.
   *
   * @throws ForgeRefusal in GitHub's words.
   */
  synchronized StandInApp verify(String jwt) {
    if (!isJwt(jwt)) {
      throw new ForgeRefusal(401, "A JSON web token could not be decoded");
    }
    String[] parts = jwt.split("\\.", -1);
    JsonNode claims = claims(parts[1]);
    String issuer = claims.path("iss").asText();
    StandInApp app =
        apps.stream()
            .filter(it -> issuer.equals(it.clientId()) || issuer.equals(Long.toString(it.id())))
            .findFirst()
            .orElseThrow(() -> new ForgeRefusal(404, "Integration not found"));
    if (!claims(parts[0]).path("alg").asText().equals("RS256") || !isSigned(app, parts)) {
      throw new ForgeRefusal(401, "A JSON web token could not be decoded");
    }
    check(claims);
    jwts.add(jwt);
    return app;
  }

  private void check(JsonNode claims) {
    Instant now = clock.instant();
    Instant expiry = Instant.ofEpochSecond(claims.path("exp").asLong());
    if (!expiry.isAfter(now)) {
      throw new ForgeRefusal(
          401,
          "'Expiration time' claim ('exp') must be a numeric value representing the future time at"
              + " which the assertion expires");
    }
    if (expiry.isAfter(now.plus(FARTHEST))) {
      throw new ForgeRefusal(401, "'Expiration time' claim ('exp') is too far in the future");
    }
    if (!claims.path("iat").isIntegralNumber()
        || Instant.ofEpochSecond(claims.path("iat").asLong()).isAfter(now)) {
      throw new ForgeRefusal(
          401,
          "'Issued at' claim ('iat') must be an Integer representing the time that the assertion"
              + " was issued");
    }
  }

  private static boolean isSigned(StandInApp app, String[] parts) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(app.key());
      signature.update((parts[0] + "." + parts[1]).getBytes(US_ASCII));
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static JsonNode claims(String part) {
    try {
      return JSON.readTree(Base64.getUrlDecoder().decode(part));
    } catch (IOException | IllegalArgumentException e) {
      throw new ForgeRefusal(401, "A JSON web token could not be decoded");
    }
  }
}
