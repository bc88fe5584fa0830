package dev.mayfly.worker.forge.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token with which a runner registers: a secret, shown by no {@code toString}.
 *
 * @param expiresAt absent where the forge does not say.
 */
public record RegistrationToken(String token, @Nullable Instant expiresAt) {

  @Override
  public String toString() {
    return "RegistrationToken[***, expiresAt=" + expiresAt + "]";
  }
}
