package dev.mayfly.workflows.life;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.temporal.OneLine;
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

  // GitHub's names have 64 characters; what is longer is no runner's, and is said in full nowhere.
  private static final int LONGEST = 200;

  public JobEvent {
    if (jobId <= 0) {
      throw new IllegalArgumentException("jobId must be the forge's id of a job, but is " + jobId);
    }
    runner = runner == null ? null : OneLine.of(runner, LONGEST);
    conclusion = conclusion == null ? null : OneLine.of(conclusion, LONGEST);
    requireNonNull(at, "at");
    requireNonNull(delivery, "delivery");
  }

  public Optional<String> runnerName() {
    return Optional.ofNullable(runner);
  }
}
