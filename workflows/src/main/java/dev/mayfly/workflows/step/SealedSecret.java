package dev.mayfly.workflows.step;

import static java.util.Objects.requireNonNull;

/**
 * A secret on its way from one activity to the next, encrypted by the worker and opened only there;
 * histories hold nothing else of it. AES-256-GCM with the runner's name as associated data, so it
 * opens for no other runner.
 *
 * @param keyId which of the worker's sealing keys opens it.
 * @param ciphertext Base64 of nonce and ciphertext.
 */
public record SealedSecret(String keyId, String ciphertext) {

  public SealedSecret {
    requireNonNull(keyId, "keyId");
    requireNonNull(ciphertext, "ciphertext");
  }
}
