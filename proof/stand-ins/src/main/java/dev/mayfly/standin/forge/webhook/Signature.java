package dev.mayfly.standin.forge.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signatures of a webhook's deliveries. */
public final class Signature {

  private final byte[] secret;

  public Signature(String secret) {
    this.secret = secret.getBytes(UTF_8);
  }

  public String sha1(byte[] payload) {
    return hmac("HmacSHA1", payload);
  }

  public String sha256(byte[] payload) {
    return hmac("HmacSHA256", payload);
  }

  private String hmac(String algorithm, byte[] payload) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret, algorithm));
      return HexFormat.of().formatHex(mac.doFinal(payload));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm + " is missing from this JDK", e);
    }
  }
}
