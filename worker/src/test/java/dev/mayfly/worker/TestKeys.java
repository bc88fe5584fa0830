package dev.mayfly.worker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;

/** Keys of Apps, made anew in each run of the tests. */
public final class TestKeys {

  public static final KeyPair ONE = generate("RSA", 2048);
  public static final KeyPair OTHER = generate("RSA", 2048);

  private TestKeys() {}

  public static KeyPair generate(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String pkcs8() {
    return pkcs8(ONE.getPrivate());
  }

  public static String pkcs8(PrivateKey key) {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** As GitHub hands it out: what stands behind the 26 bytes that say that it is an RSA key. */
  public static String pkcs1(PrivateKey key) {
    byte[] pkcs8 = key.getEncoded();
    return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(kind, Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der));
  }
}
