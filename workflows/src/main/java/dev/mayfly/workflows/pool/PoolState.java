package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a pool's entity knows, as it is carried from run to run.
 *
 * @param schema of this record; fields may be added, never change their meaning.
 * @param maxRunners the cap; absent: none.
 * @param pause absent while the pool runs.
 * @param waiting who asked and has not been admitted.
 * @param grants who has been admitted and has not left.
 * @param left the runners that left not long ago, so that no late request asks again in their name.
 * @param unasked how many of the pool's tasks, by the last look, belong to runners that were never
 *     admitted: they count all the same.
 * @param lookedAt when the last look began; absent: the entity is new and does not know what runs.
 * @param resumedAt when the pool was last resumed: what failed before that says nothing of it now.
 * @param counted whether the pool's nodes scale with its queue.
 * @param nodes absent: they never did.
 * @param probing what is known of its own faults; absent: none.
 * @param nodeHours the milliseconds of its nodes by hour, of eight days; absent: none.
 */
public record PoolState(
    int schema,
    PoolId id,
    @Nullable Integer maxRunners,
    @Nullable PoolPause pause,
    List<Waiting> waiting,
    List<Grant> grants,
    List<Left> left,
    int unasked,
    @Nullable Instant lookedAt,
    @Nullable Instant resumedAt,
    boolean counted,
    @Nullable NodesState nodes,
    @Nullable ProbeState probing,
    @Nullable Map<Instant, Long> nodeHours) {

  public static final int SCHEMA = 1;

  /** A runner that has asked, and since when its life has been waiting for one. */
  public record Waiting(RunnerName runner, Instant since) {
    public Waiting {
      requireNonNull(runner, "runner");
      requireNonNull(since, "since");
    }
  }

  /**
   * A runner that was admitted.
   *
   * @param seen whether a look has found its task.
   */
  public record Grant(RunnerName runner, Instant at, boolean seen) {
    public Grant {
      requireNonNull(runner, "runner");
      requireNonNull(at, "at");
    }
  }

  /** A runner that left, and when. */
  public record Left(RunnerName runner, Instant at) {
    public Left {
      requireNonNull(runner, "runner");
      requireNonNull(at, "at");
    }
  }

  public PoolState {
    requireNonNull(id, "id");
    waiting = List.copyOf(waiting);
    grants = List.copyOf(grants);
    left = List.copyOf(left);
  }

  /** The same pool, with what is known of its nodes, of its own faults, and of its nodes' times. */
  PoolState with(NodesState its, ProbeState faults, Map<Instant, Long> times) {
    return new PoolState(
        schema,
        id,
        maxRunners,
        pause,
        waiting,
        grants,
        left,
        unasked,
        lookedAt,
        resumedAt,
        counted,
        its,
        faults,
        times);
  }

  /** The state of a pool that has not been asked for anything yet. */
  public static PoolState of(PoolId id) {
    return new PoolState(
        SCHEMA, id, null, null, List.of(), List.of(), List.of(), 0, null, null, false, null, null,
        null);
  }
}
