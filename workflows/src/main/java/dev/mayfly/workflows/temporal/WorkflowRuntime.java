package dev.mayfly.workflows.temporal;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Time and waiting as a life's story knows them: Temporal's, or a simulation's. */
public interface WorkflowRuntime {

  Instant now();

  /** Returns when it was started, which may be long before a worker took up its first task. */
  Instant started();

  /** Waits until the condition holds, for as long as that takes. */
  void until(BooleanSupplier condition);

  /**
   * Waits until the condition holds, or a named timer fires. Only outside a healthy life, which
   * needs none.
   *
   * @return whether the condition holds.
   */
  boolean until(String timer, Duration atMost, BooleanSupplier condition);

  /**
   * Returns whether to do what a change of this code brought; not where a history passed this place
   * before it.
   *
   * @param change its name, and what tells this place in the story from the others.
   */
  boolean isSince(String change);

  /** Lets a story run beside this one. */
  void beside(Runnable story);
}
