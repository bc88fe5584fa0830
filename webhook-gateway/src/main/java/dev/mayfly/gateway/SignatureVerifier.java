package dev.mayfly.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ticker;
import dev.mayfly.service.CurrentSecrets;
import dev.mayfly.service.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Verifies GitHub's {@code X-Hub-Signature-256}: HMAC-SHA256 over the bytes as sent, compared in
 * constant time with every secret that is valid at present. A secret whose source has another value
 * is replaced within seconds.
 */
public final class SignatureVerifier {

  private static final Pattern SIGNATURE = Pattern.compile("sha256=[0-9a-fA-F]{64}");
  private static final Pattern DELIVERY = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final String forge;
  private final CurrentSecrets<List<SecretKeySpec>> keys;
  private final InstantSource clock;

  public SignatureVerifier(String forge, List<Secret> secrets, InstantSource clock) {
    this(forge, secrets, clock, Ticker.systemTicker());
  }

  SignatureVerifier(String forge, List<Secret> secrets, InstantSource clock, Ticker ticker) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("forge " + forge + " has no webhook secret");
    }
    this.forge = forge;
    this.keys = new CurrentSecrets<>(secrets, SignatureVerifier::keys, ticker);
    this.clock = clock;
  }

  private static List<SecretKeySpec> keys(List<String> secrets) {
    return secrets.stream()
        .map(secret -> new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"))
        .toList();
  }

  /**
   * Makes a delivery of the bytes; empty when the signature is missing, malformed or wrong.
   *
   * @param delivery the header {@code X-GitHub-Delivery}, used only in the form of an id.
   */
  public Optional<VerifiedDelivery> verify(
      byte[] body, @Nullable String signature, @Nullable String delivery) {
    if (signature == null || !SIGNATURE.matcher(signature).matches()) {
      return Optional.empty();
    }
    byte[] sent = HexFormat.of().parseHex(signature.substring("sha256=".length()));
    boolean right = false;
    for (SecretKeySpec key : keys.get()) {
      right |= MessageDigest.isEqual(hmac(key, body), sent);
    }
    return right
        ? Optional.of(new VerifiedDelivery(forge, id(delivery, sent), body, clock.instant()))
        : Optional.empty();
  }

  private static String id(@Nullable String delivery, byte[] digest) {
    return delivery != null && DELIVERY.matcher(delivery).matches()
        ? delivery
        : "body-" + HexFormat.of().formatHex(digest, 0, 8);
  }

  private static byte[] hmac(SecretKeySpec key, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is part of every Java platform", e);
    }
  }
}
