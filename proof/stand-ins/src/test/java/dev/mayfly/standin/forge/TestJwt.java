package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/** JWTs made by hand, so that the stand-in's idea of them is not the product's. */
record TestJwt(String algorithm, PrivateKey key, String issuer, Instant issued, Instant expires) {

  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static TestJwt of(PrivateKey key, String issuer, Instant now) {
    return new TestJwt("RS256", key, issuer, now.minusSeconds(60), now.plusSeconds(300));
  }

  TestJwt by(String other) {
    return new TestJwt(other, key, issuer, issued, expires);
  }

  TestJwt between(Instant from, Instant to) {
    return new TestJwt(algorithm, key, issuer, from, to);
  }

  String text() throws Exception {
    String signed =
        encoded("{\"typ\":\"JWT\",\"alg\":\"" + algorithm + "\"}")
            + "."
            + encoded(
                "{\"iat\":%d,\"exp\":%d,\"iss\":\"%s\"}"
                    .formatted(issued.getEpochSecond(), expires.getEpochSecond(), issuer));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    signature.update(signed.getBytes(UTF_8));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }
}
