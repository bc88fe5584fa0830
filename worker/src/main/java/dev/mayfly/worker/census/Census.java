package dev.mayfly.worker.census;

import dev.mayfly.service.metrics.Measure;
import dev.mayfly.service.metrics.Meters;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.pool.PoolWorkflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open workflows of lives and pools at one instant.
 *
 * @param at by Temporal's clock, as its rows are.
 */
record Census(List<Row> rows, Instant at) {

  private static final String PAUSED = "PAUSED";
  private static final Set<Phase> NOT_WAITING =
      Set.of(Phase.HELD, Phase.BUSY, Phase.CLEANING_UP, Phase.ENDED);

  /**
   * A workflow as Temporal lists it.
   *
   * @param pool absent until its first step: a life is then one that no worker has begun with.
   * @param phase of a life its newest runner's, as {@link Phase} has it; of a pool its own.
   */
  record Row(String type, @Nullable String pool, @Nullable String phase, Instant begun) {

    private boolean is(String kind, String ofPool) {
      return type.equals(kind) && ofPool.equals(pool);
    }

    private boolean isIn(Phase which) {
      return which.name().equals(phase);
    }

    private boolean waits() {
      return NOT_WAITING.stream().noneMatch(this::isIn);
    }
  }

  /** Shows what it says of a pool; zeros too, so that nothing vanishes. */
  void show(Meters meters, String pool) {
    List<Row> lives = rows.stream().filter(row -> row.is(RunnerWorkflow.TYPE, pool)).toList();
    for (Phase phase : Phase.values()) {
      meters.set(
          Measure.JOBS,
          (double) lives.stream().filter(row -> row.isIn(phase)).count(),
          pool,
          phase.name().toLowerCase(Locale.ROOT));
    }
    meters.set(
        Measure.OLDEST_WAITING,
        (double) lives.stream().filter(Row::waits).mapToLong(this::age).max().orElse(0),
        pool);
    boolean paused =
        rows.stream()
            .anyMatch(row -> row.is(PoolWorkflow.TYPE, pool) && PAUSED.equals(row.phase()));
    meters.set(Measure.POOL_PAUSED, paused ? 1 : 0, pool);
  }

  private long age(Row row) {
    return Math.max(0, Duration.between(row.begun(), at).toSeconds());
  }
}
