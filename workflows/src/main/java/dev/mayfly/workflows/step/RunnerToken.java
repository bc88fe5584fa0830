package dev.mayfly.workflows.step;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.BatchJobId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sealed credential that a runner registers with: a registration token or a just-in-time
 * configuration.
 *
 * @param registration which of the two.
 * @param runnerId the registration that already exists, with a just-in-time configuration only.
 * @param group the runner group that it is for, and whom that serves, in words for people; absent
 *     where there are none.
 * @param batchJob the job of the runner's pool, where the worker saw it take a task a moment ago;
 *     absent: it is to be asked for.
 */
public record RunnerToken(
    Pool.Registration registration,
    SealedSecret secret,
    @Nullable Long runnerId,
    @Nullable String group,
    @Nullable BatchJobId batchJob) {

  public RunnerToken {
    requireNonNull(registration, "registration");
    requireNonNull(secret, "secret");
  }

  public RunnerToken withBatchJob(Optional<BatchJobId> known) {
    return new RunnerToken(registration, secret, runnerId, group, known.orElse(null));
  }

  /** Returns it without what the runner's task does not need. */
  public RunnerToken forTask() {
    return new RunnerToken(registration, secret, runnerId, null, null);
  }
}
