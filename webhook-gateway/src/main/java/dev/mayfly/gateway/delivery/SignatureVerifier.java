package dev.mayfly.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ticker;
import dev.mayfly.service.secret.CurrentSecrets;
import dev.mayfly.service.secret.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Verifies GitHub's {@code X-Hub-Signature-256}: HMAC-SHA256 over the bytes as sent, compared in
 * constant time with every secret that is valid at present. A secret whose source has another value
 * is replaced within seconds. Rule gh-signature.
 */
public final class SignatureVerifier {

  private static final String PREFIX = "sha256=";
  private static final int SIGNATURE_LENGTH = PREFIX.length() + 64;
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
    if (signature == null
        || signature.length() != SIGNATURE_LENGTH
        || !signature.startsWith(PREFIX)) {
      return Optional.empty();
    }
    byte[] sent = signature.toLowerCase(Locale.ROOT).getBytes(UTF_8);
    @Nullable String right = null;
    for (SecretKeySpec key : keys.get()) {
      String digest = HexFormat.of().formatHex(hmac(key, body));
      right = MessageDigest.isEqual((PREFIX + digest).getBytes(UTF_8), sent) ? digest : right;
    }
    return Optional.ofNullable(right)
        .map(it -> new VerifiedDelivery(forge, id(delivery, it), body, clock.instant()));
  }

  private static String id(@Nullable String delivery, String digest) {
    return delivery != null && DELIVERY.matcher(delivery).matches()
        ? delivery
        : "body-" + digest.substring(0, 16);
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
