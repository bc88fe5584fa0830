package dev.mayfly.worker.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.service.crypto.KeyException;
import dev.mayfly.service.crypto.KeyRing;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.step.SealedSecret;
import java.util.Base64;
import java.util.Map;

/**
 * Seals tokens for their way through the history, with AES-256-GCM and the runner's name as
 * associated data. Seals with the first key; opens with whichever key the secret names, so keys can
 * be rotated. Thread-safe.
 */
public final class Sealer {

  private final KeyRing keys;

  /**
   * @param keys Base64 of 32 bytes each, by key id, the one to seal with first.
   * @throws IllegalArgumentException for a key of another length; the message names the id, never
   *     the key.
   */
  public Sealer(Map<String, String> keys) {
    this.keys = new KeyRing("sealing key", keys);
  }

  public SealedSecret seal(String secret, RunnerName runner) {
    byte[] sealed = keys.seal(secret.getBytes(UTF_8), bound(runner));
    return new SealedSecret(keys.sealingKeyId(), Base64.getEncoder().encodeToString(sealed));
  }

  /**
   * @throws IllegalStateException when the key is not configured, or the secret was sealed for
   *     another runner.
   */
  public String open(SealedSecret secret, RunnerName runner) {
    byte[] sealed = Base64.getDecoder().decode(secret.ciphertext());
    try {
      return new String(keys.open(secret.keyId(), sealed, bound(runner)), UTF_8);
    } catch (KeyException e) {
      throw new IllegalStateException("the token of " + runner + ": " + e.getMessage(), e);
    }
  }

  private static byte[] bound(RunnerName runner) {
    return runner.toString().getBytes(UTF_8);
  }
}
