package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A life's request to its pool for a turn, repeated whenever the pool does not know it.
 *
 * @param maxRunners the pool's cap as configured where it was asked; absent: no cap.
 * @param counted whether the pool's nodes scale with its queue, so that turns must not be lost.
 */
public record TurnRequest(Turn turn, @Nullable Integer maxRunners, boolean counted) {

  public TurnRequest {
    requireNonNull(turn, "turn");
    if (maxRunners != null && maxRunners <= 0) {
      throw new IllegalArgumentException("maxRunners must be positive, but is " + maxRunners);
    }
  }
}
