package dev.mayfly.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ticker;
import dev.mayfly.service.secret.CurrentSecrets;
import dev.mayfly.service.secret.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Verifies {@code Authorization: Bearer SECRET}, for senders that can sign nothing: compares in
 * constant time with every secret that is valid at present, whatever their lengths. A secret whose
 * source has another value is replaced within seconds.
 */
public final class BearerVerifier {

  private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +(\\S+) *");

  private final String forge;
  private final CurrentSecrets<List<byte[]>> digests;
  private final InstantSource clock;

  public BearerVerifier(String forge, List<Secret> secrets, InstantSource clock) {
    this(forge, secrets, clock, Ticker.systemTicker());
  }

  BearerVerifier(String forge, List<Secret> secrets, InstantSource clock, Ticker ticker) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("forge " + forge + " has no secret for its requests");
    }
    this.forge = forge;
    this.digests = new CurrentSecrets<>(secrets, BearerVerifier::digests, ticker);
    this.clock = clock;
  }

  private static List<byte[]> digests(List<String> secrets) {
    return secrets.stream().map(secret -> digest(secret.getBytes(UTF_8))).toList();
  }

  /**
   * Makes a delivery of the bytes, with their digest as its id: the same bytes are the same
   * request. Empty when the secret is missing or wrong.
   */
  public Optional<VerifiedDelivery> verify(byte[] body, @Nullable String authorization) {
    Matcher bearer = BEARER.matcher(authorization == null ? "" : authorization);
    if (!bearer.matches()) {
      return Optional.empty();
    }
    byte[] sent = digest(bearer.group(1).getBytes(UTF_8));
    boolean right = false;
    for (byte[] known : digests.get()) {
      right |= MessageDigest.isEqual(known, sent);
    }
    String id = "body-" + HexFormat.of().formatHex(digest(body), 0, 16);
    return right
        ? Optional.of(new VerifiedDelivery(forge, id, body, clock.instant()))
        : Optional.empty();
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }
}
