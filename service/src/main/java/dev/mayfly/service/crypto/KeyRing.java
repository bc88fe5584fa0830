package dev.mayfly.service.crypto;

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
 * AES-256-GCM with keys by id. Seals with the first key; opens with whichever the sealed bytes
 * name, so keys can be rotated. Thread-safe.
 */
public final class KeyRing {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_BYTES = 32;

  private final String kind;
  private final Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
  private final SecureRandom random = new SecureRandom();

  /**
   * @param kind what the keys are called in messages, such as {@code sealing key}.
   * @param keys Base64 of 32 bytes each, by key id, the one to seal with first.
   * @throws IllegalArgumentException for a key of another length; the message names the id, never
   *     the key.
   */
  public KeyRing(String kind, Map<String, String> keys) {
    this.kind = kind;
    keys.forEach((id, key) -> this.keys.put(id, new SecretKeySpec(decode(id, key), "AES")));
  }

  /** Returns whether there is no key at all. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** The id of the key that seals. */
  public String sealingKeyId() {
    return keys.keySet().iterator().next();
  }

  /**
   * Nonce and ciphertext, by the first key.
   *
   * @param bound what the sealed bytes are bound to: they open only together with it.
   */
  public byte[] seal(byte[] text, byte[] bound) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, sealingKeyId(), nonce, text, bound);
    return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
  }

  /**
   * Returns what was sealed.
   *
   * @throws KeyException when the key is not configured, or does not open this.
   */
  public byte[] open(String keyId, byte[] sealed, byte[] bound) {
    if (sealed.length < NONCE_BYTES) {
      throw new KeyException(kind + " " + keyId + " does not open this: it is cut short");
    }
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    byte[] text = Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length);
    return crypt(Cipher.DECRYPT_MODE, keyId, nonce, text, bound);
  }

  private byte[] crypt(int mode, String keyId, byte[] nonce, byte[] text, byte[] bound) {
    SecretKeySpec key = keys.get(keyId);
    if (key == null) {
      throw new KeyException(kind + " " + keyId + " is not configured here");
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(bound);
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new KeyException(
          kind + " " + keyId + " does not open this: another key had this id, or it was changed");
    }
  }

  private byte[] decode(String id, String key) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(key);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(kind + " " + id + " is not Base64", e);
    }
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          kind
              + " "
              + id
              + " has "
              + bytes.length
              + " bytes; expected 32 (openssl rand -base64 32)");
    }
    return bytes;
  }
}
