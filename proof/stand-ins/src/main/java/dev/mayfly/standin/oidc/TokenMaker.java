package dev.mayfly.standin.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The provider's tokens, RS256 by a listed key. Rule azure-oidc-id-token. Thread-safe. */
final class TokenMaker {

  private static final int BITS = 2048;

  private volatile KeyPair pair = generate();
  private volatile String keyId = UUID.randomUUID().toString();
  private volatile boolean forges;
  private volatile UnaryOperator<ObjectNode> change = UnaryOperator.identity();

  void rotate() {
    pair = generate();
    keyId = UUID.randomUUID().toString();
  }

  void forge(boolean does) {
    forges = does;
  }

  void change(UnaryOperator<ObjectNode> claims) {
    change = claims;
  }

  /** Returns the keys' document (RFC 7517). */
  ObjectNode keys() {
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    ObjectNode keys = JsonNodeFactory.instance.objectNode();
    keys.putArray("keys")
        .addObject()
        .put("kty", "RSA")
        .put("use", "sig")
        .put("kid", keyId)
        .put("n", text(unsigned(key.getModulus().toByteArray())))
        .put("e", text(unsigned(key.getPublicExponent().toByteArray())));
    return keys;
  }

  /** Returns a signed token (RFC 7515, section 7.1). */
  String sign(ObjectNode claims) {
    ObjectNode header =
        JsonNodeFactory.instance
            .objectNode()
            .put("typ", "JWT")
            .put("alg", "RS256")
            .put("kid", keyId);
    String content = text(header) + "." + text(change.apply(claims));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign((forges ? generate() : pair).getPrivate());
      signature.update(content.getBytes(UTF_8));
      return content + "." + text(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA256withRSA is part of every Java platform", e);
    }
  }

  private static String text(ObjectNode json) {
    return text(json.toString().getBytes(UTF_8));
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] unsigned(byte[] number) {
    return number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number;
  }

  private static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA is part of every Java platform", e);
    }
  }
}
