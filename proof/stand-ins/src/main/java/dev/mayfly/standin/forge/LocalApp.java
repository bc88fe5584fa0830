package dev.mayfly.standin.forge;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/**
 * A GitHub App that a local worker signs in as, with a key of its own.
 *
 * @param tokenLifetime of its installation's tokens.
 */
public record LocalApp(long id, KeyPair key, Duration tokenLifetime) {

  private static final int KEY_BITS = 2048; // as GitHub's own
  // What stands before the PKCS#1 form in the PKCS#8 form of a key of so many bits.
  private static final int PKCS8_HEAD = 26;
  private static final int LINE = 64;

  /** A new one. */
  public static LocalApp make(long id, Duration tokenLifetime) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      return new LocalApp(id, generator.generateKeyPair(), tokenLifetime);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("RSA is missing from this JDK", e);
    }
  }

  /** As GitHub hands it out. */
  public String privateKey() {
    byte[] pkcs8 = key.getPrivate().getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, PKCS8_HEAD, pkcs8.length);
    return "-----BEGIN RSA PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(pkcs1)
        + "\n-----END RSA PRIVATE KEY-----\n";
  }

  /** As GitHub knows it. */
  public StandInApp known() {
    return StandInApp.of(id, key.getPublic(), tokenLifetime);
  }

  @Override
  public String toString() {
    return "LocalApp[" + id + "]";
  }
}
