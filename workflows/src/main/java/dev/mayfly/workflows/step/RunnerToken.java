package dev.mayfly.workflows.step;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.fleet.Pool;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The sealed credential that a runner registers with: a registration token or a just-in-time
 * configuration.
 *
 * @param registration which of the two.
 * @param expiresAt when it stops working; absent where the forge does not say.
 * @param runnerId the registration that already exists, with a just-in-time configuration only.
 * @param group the runner group that it is for, and whom that serves, in words for people; absent
 *     where there are none.
 */
public record RunnerToken(
    Pool.Registration registration,
    SealedSecret secret,
    @Nullable Instant expiresAt,
    @Nullable Long runnerId,
    @Nullable String group) {

  public RunnerToken {
    requireNonNull(registration, "registration");
    requireNonNull(secret, "secret");
  }

  /** Returns it without what the runner's task does not need. */
  public RunnerToken forTask() {
    return new RunnerToken(registration, secret, null, runnerId, null);
  }
}
