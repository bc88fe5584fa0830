package dev.mayfly.console.jobs;

import dev.mayfly.workflows.life.LifePhase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as Temporal lists it: what its life has told of itself.
 *
 * @param life its life's id.
 * @param pool absent until the life's first step.
 * @param repository absent until then, and where payloads are encrypted.
 * @param phase absent as the pool; finer ones are in the job itself.
 * @param outcome absent while it is not over.
 * @param begun when its life began, by Temporal's clock.
 * @param ended absent while it is not over.
 */
public record JobRow(
    String life,
    long job,
    String forge,
    @Nullable String pool,
    @Nullable String repository,
    @Nullable LifePhase phase,
    @Nullable String outcome,
    Instant begun,
    @Nullable Instant ended) {

  /** Returns whether its job is owed a runner that has it. */
  public boolean waits() {
    return ended == null && (phase == null || phase == LifePhase.WAITING);
  }
}
