package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.temporal.OneLine;
import java.time.Instant;

/**
 * The reason why a pool admits no runner.
 *
 * @param by an operator, or the name of the runner whose failure was the pool's fault.
 */
public record PoolPause(String by, String cause, Instant at) {

  // It is carried from run to run.
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_CAUSE = 1_000;

  public PoolPause {
    by = OneLine.of(requireNonNull(by, "by"), LONGEST_NAME);
    cause = OneLine.of(requireNonNull(cause, "cause"), LONGEST_CAUSE);
    requireNonNull(at, "at");
  }
}
