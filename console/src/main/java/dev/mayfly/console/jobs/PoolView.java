package dev.mayfly.console.jobs;

import dev.mayfly.workflows.pool.PoolStatus;
import org.jspecify.annotations.Nullable;

/**
 * A pool's entity.
 *
 * @param phase as Temporal lists it: {@code RUNNING}, {@code PAUSED} and so on; absent before its
 *     first step.
 * @param status what it says itself; absent while no worker answers for it.
 * @param temporal its page in Temporal's Web UI.
 */
public record PoolView(
    String name, @Nullable String phase, @Nullable PoolStatus status, String temporal) {

  /** Returns whether it makes no runners until somebody does something. */
  public boolean isStuck() {
    return phase != null && !phase.equals("RUNNING");
  }
}
