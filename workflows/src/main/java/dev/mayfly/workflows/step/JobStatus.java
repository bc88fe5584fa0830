package dev.mayfly.workflows.step;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The forge's answer about a job.
 *
 * @param status {@code UNKNOWN} when there is no answer to be had (403, 404): then Mayfly provides,
 *     and counts it.
 * @param runner the runner that took the job, where one has.
 */
public record JobStatus(
    Status status, @Nullable String runner, @Nullable String conclusion, Instant at) {

  /** GitHub's statuses of a job; {@code requested} and {@code pending} count as {@code WAITING}. */
  public enum Status {
    QUEUED,
    WAITING,
    IN_PROGRESS,
    COMPLETED,
    UNKNOWN
  }

  public JobStatus {
    requireNonNull(status, "status");
    requireNonNull(at, "at");
  }

  public Optional<String> runnerName() {
    return Optional.ofNullable(runner);
  }
}
