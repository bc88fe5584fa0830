package dev.mayfly.workflows.pool;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The knowledge of a pool's entity of its own faults, as it is carried from run to run.
 *
 * @param again how often in a row a fault came back soon after it had seemed mended.
 * @param mendedAt when one last seemed mended.
 * @param warnedAt when an operator was last warned of one.
 */
public record ProbeState(int again, @Nullable Instant mendedAt, @Nullable Instant warnedAt) {

  static final ProbeState NONE = new ProbeState(0, null, null);
}
