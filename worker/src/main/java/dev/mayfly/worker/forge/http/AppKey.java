package dev.mayfly.worker.forge.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An App's private key, which signs by RS256 (RFC 7518). Java reads PKCS#8; what GitHub hands out
 * is PKCS#1, which PKCS#8 wraps (RFC 5208).
 */
public final class AppKey {

  private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();
  private static final Pattern PEM =
      Pattern.compile(
          "(?s)-----BEGIN (RSA )?PRIVATE KEY-----(.*?)-----END (?:RSA )?PRIVATE KEY-----");
  // Version 0, and the algorithm rsaEncryption without parameters.
  private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
  private static final byte SEQUENCE = 0x30;
  private static final byte OCTET_STRING = 0x04;

  private final PrivateKey key;

  private AppKey(PrivateKey key) {
    this.key = key;
  }

  static void check(String pem) {
    AppKey unused = ofPem(pem);
  }

  /**
   * @param pem its lines may be joined by {@code \n} in two letters, as variables often have them.
   * @throws IllegalArgumentException for anything but an RSA key; the message never shows it.
   */
  public static AppKey ofPem(String pem) {
    Matcher found = PEM.matcher(pem.replace("\\n", "\n"));
    if (!found.find()) {
      throw new IllegalArgumentException(
          "an App's private key must be PEM: -----BEGIN RSA PRIVATE KEY----- as GitHub hands it"
              + " out, or -----BEGIN PRIVATE KEY----- (PKCS#8)");
    }
    try {
      byte[] der = Base64.getDecoder().decode(found.group(2).replaceAll("\\s", ""));
      byte[] pkcs8 = found.group(1) == null ? der : wrapped(der);
      return new AppKey(
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      // Without its cause, which may quote what it could not read.
      throw new IllegalArgumentException("an App's private key must be an RSA key in PEM");
    }
  }

  private static byte[] wrapped(byte[] pkcs1) {
    return der(SEQUENCE, joined(RSA, der(OCTET_STRING, pkcs1)));
  }

  private static byte[] der(byte tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      out.write(0x82); // two bytes of length follow, enough for a key of any size in use
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  /** The JSON Web Token with these claims, which are JSON. */
  public String jwt(String claims) {
    String signed =
        encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(UTF_8))
            + "."
            + encoded(claims.getBytes(UTF_8));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(signed.getBytes(US_ASCII));
      return signed + "." + encoded(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot sign by RSA", e);
    }
  }

  private static String encoded(byte[] bytes) {
    return BASE64_URL.encodeToString(bytes);
  }
}
