package dev.mayfly.worker.census;

import dev.mayfly.service.metrics.Measure;
import dev.mayfly.service.metrics.Meters;
import dev.mayfly.workflows.life.LifePhase;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.PoolWorkflow;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The open workflows of lives, pools and sweeps at one instant.
 *
 * @param held the ids of the lives whose jobs may not run yet.
 * @param pauses the label of the kind of each paused pool's cause, by the pool's name.
 * @param at by Temporal's clock, as its rows are.
 */
record Census(List<Row> rows, Set<String> held, Map<String, String> pauses, Instant at) {

  /** The cause of a pool that does not say it. */
  static final String UNKNOWN = "unknown";

  private static final String PAUSED = "PAUSED";
  private static final List<String> CAUSES =
      Stream.concat(
              Arrays.stream(PoolPause.Kind.values()).map(PoolPause.Kind::label), Stream.of(UNKNOWN))
          .toList();

  /**
   * A workflow as Temporal lists it.
   *
   * @param id the workflow's.
   * @param pool absent until its first step: a life is then one that no worker has begun with.
   * @param phase of a life as {@link LifePhase} reads it; of a pool its own.
   */
  record Row(String type, String id, @Nullable String pool, @Nullable String phase, Instant begun) {

    private boolean is(String kind, String ofPool) {
      return type.equals(kind) && ofPool.equals(pool);
    }

    /** Returns whether it is a pool that makes no runners. */
    boolean isPaused() {
      return type.equals(PoolWorkflow.TYPE) && PAUSED.equals(phase);
    }

    /** Returns whether it is a life that waits, held or not. */
    boolean waits() {
      return type.equals(RunnerWorkflow.TYPE) && isIn(LifePhase.WAITING);
    }

    private boolean isIn(LifePhase which) {
      return LifePhase.read(phase).filter(which::equals).isPresent();
    }
  }

  /** Shows what it says of a pool; zeros too, so that nothing vanishes. */
  void show(Meters meters, String pool) {
    List<Row> lives = rows.stream().filter(row -> row.is(RunnerWorkflow.TYPE, pool)).toList();
    List<Row> waiting = waiting().filter(row -> row.is(RunnerWorkflow.TYPE, pool)).toList();
    meters.set(Measure.JOBS, waiting.size(), pool, "waiting");
    meters.set(Measure.JOBS, count(lives, this::isHeld), pool, "held");
    meters.set(Measure.JOBS, count(lives, row -> row.isIn(LifePhase.RUNNING)), pool, "running");
    meters.set(
        Measure.OLDEST_WAITING, waiting.stream().mapToDouble(this::age).max().orElse(0), pool);
    for (String cause : CAUSES) {
      meters.set(Measure.POOL_PAUSED, cause.equals(pauses.get(pool)) ? 1 : 0, pool, cause);
    }
  }

  private static double count(List<Row> lives, Predicate<Row> which) {
    return (double) lives.stream().filter(which).count();
  }

  /** Lives of earlier releases say it themselves. */
  private boolean isHeld(Row row) {
    return held.contains(row.id()) || Phase.HELD.name().equals(row.phase());
  }

  /** Returns the lives whose jobs may run and have no runner at work. */
  Stream<Row> waiting() {
    return rows.stream().filter(row -> row.waits() && !isHeld(row));
  }

  /** Returns the ids of all that is no life. */
  Set<String> entities() {
    return rows.stream()
        .filter(row -> !row.type().equals(RunnerWorkflow.TYPE))
        .map(Row::id)
        .collect(Collectors.toSet());
  }

  /** Returns whether there is a life that is not over. */
  boolean hasLives() {
    return rows.stream().anyMatch(row -> row.type().equals(RunnerWorkflow.TYPE));
  }

  /** Returns for how many seconds a workflow is open. */
  long age(Row row) {
    return Math.max(0, Duration.between(row.begun(), at).toSeconds());
  }
}
