package dev.mayfly.workflows.life;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A webhook's news of a job, as a signal carries it. Events are repeated, late, lost and out of
 * order; a life believes them only as far as its rules say.
 *
 * @param jobId the job that the event is about, not always the job of the life that receives it.
 * @param runner the runner that took the job; absent while none has.
 * @param conclusion the job's, such as {@code success} or {@code cancelled}; absent until it is
 *     completed.
 * @param at when it happened, by the forge's clock.
 * @param delivery the webhook's delivery id.
 */
public record JobEvent(
    long jobId,
    @Nullable String runner,
    @Nullable Long runnerId,
    @Nullable String conclusion,
    Instant at,
    String delivery) {

  public JobEvent {
    requireNonNull(at, "at");
    requireNonNull(delivery, "delivery");
  }

  public Optional<String> runnerName() {
    return Optional.ofNullable(runner);
  }
}
