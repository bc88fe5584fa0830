package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The reason why a pool admits no runner.
 *
 * @param by an operator, or the name of the runner whose failure was the pool's fault.
 */
public record PoolPause(String by, String cause, Instant at) {

  public PoolPause {
    requireNonNull(by, "by");
    requireNonNull(cause, "cause");
    requireNonNull(at, "at");
  }
}
