package dev.mayfly.worker.forge.http;

import dev.mayfly.workflows.id.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The authorization of requests to a forge. Asked anew for every request, so an implementation may
 * renew what it hands out. Thread-safe; its {@code toString} shows no secret.
 */
public interface ForgeAuth {

  /**
   * The value of the {@code Authorization} header for requests about this scope; may block for a
   * call.
   *
   * @throws ForgeException when there is none to be had.
   */
  String authorization(Scope scope);

  /**
   * Hears that the forge refused one with 401; unless overridden, of a secret that is read anew for
   * every request, as a file may have been replaced since.
   *
   * @param forgeTime what time it is there; empty where it did not say.
   * @return whether the next one is another, and so worth a try.
   */
  default boolean refused(Scope scope, String authorization, Optional<Instant> forgeTime) {
    return !authorization(scope).equals(authorization);
  }

  /**
   * Hears that the forge refused one with 401 or 403.
   *
   * @return after what time to ask again, where it may be too new to be known everywhere; empty: it
   *     is refused.
   */
  default Optional<Duration> spreads(Scope scope, String authorization) {
    return Optional.empty();
  }
}
