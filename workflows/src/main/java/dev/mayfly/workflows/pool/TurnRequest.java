package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a runner's life asks of its pool: a turn. Asked again whenever the pool does not know it.
 *
 * @param maxRunners the pool's cap as configured where it was asked; absent: no cap.
 * @param counted whether the pool's nodes scale with its queue, so that turns must not be lost.
 */
public record TurnRequest(Turn turn, @Nullable Integer maxRunners, boolean counted) {

  public TurnRequest {
    requireNonNull(turn, "turn");
  }
}
