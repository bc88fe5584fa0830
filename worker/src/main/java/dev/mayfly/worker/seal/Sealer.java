package dev.mayfly.worker.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.workflows.RunnerName;
import dev.mayfly.workflows.SealedSecret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals tokens for their way through the history, with AES-256-GCM and the runner's name as
 * associated data. Seals with the first key; opens with whichever key the secret names, so keys can
 * be rotated. Thread-safe.
 */
public final class Sealer {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_BYTES = 32;

  private final Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
  private final String sealingKeyId;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param keys Base64 of 32 bytes each, by key id, the one to seal with first.
   * @throws IllegalArgumentException for a key of another length; the message names the id, never
   *     the key.
   */
  public Sealer(Map<String, String> keys) {
    keys.forEach((id, key) -> this.keys.put(id, new SecretKeySpec(decode(id, key), "AES")));
    this.sealingKeyId = keys.keySet().iterator().next();
  }

  public SealedSecret seal(String secret, RunnerName runner) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, sealingKeyId, nonce, secret.getBytes(UTF_8), runner);
    byte[] both = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    return new SealedSecret(sealingKeyId, Base64.getEncoder().encodeToString(both));
  }

  /**
   * @throws IllegalStateException when the key is not configured, or the secret was sealed for
   *     another runner.
   */
  public String open(SealedSecret secret, RunnerName runner) {
    byte[] both = Base64.getDecoder().decode(secret.ciphertext());
    byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
    byte[] sealed = Arrays.copyOfRange(both, NONCE_BYTES, both.length);
    return new String(crypt(Cipher.DECRYPT_MODE, secret.keyId(), nonce, sealed, runner), UTF_8);
  }

  private byte[] crypt(int mode, String keyId, byte[] nonce, byte[] text, RunnerName runner) {
    SecretKeySpec key = keys.get(keyId);
    if (key == null) {
      throw new IllegalStateException("sealing key " + keyId + " is not configured on this worker");
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(runner.toString().getBytes(UTF_8));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "sealing key " + keyId + " does not open this token of " + runner, e);
    }
  }

  private static byte[] decode(String id, String key) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(key);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("sealing key " + id + " is not Base64", e);
    }
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "sealing key "
              + id
              + " has "
              + bytes.length
              + " bytes; expected 32 (openssl rand -base64 32)");
    }
    return bytes;
  }
}
