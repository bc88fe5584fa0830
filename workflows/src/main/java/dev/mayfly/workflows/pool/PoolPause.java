package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Why a pool admits nobody.
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
