package dev.mayfly.worker.watch;

import dev.mayfly.workflows.id.RunnerName;
import java.time.Instant;
import java.util.Optional;

/** The knowledge of Temporal about a wait and its life. Each question may block, and may fail. */
public interface Signs {

  /**
   * Returns the last sign of life, by Temporal's clock, of the worker that has a wait; empty if
   * none has it.
   */
  Optional<Instant> lastSign(ActivityRef wait);

  /** Returns whether a webhook has told the life of a wait that this runner took a job. */
  boolean hasHeardOf(ActivityRef wait, RunnerName runner);
}
