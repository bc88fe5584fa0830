package dev.mayfly.workflows.life;

import dev.mayfly.workflows.temporal.WorkflowRuntime;
import org.jspecify.annotations.Nullable;

/**
 * The release that a life began with, as far as the way of its steps differs by it. One mark in its
 * history says it, and one that began before has none.
 */
final class LifeRelease {

  private final WorkflowRuntime runtime;
  private @Nullable Boolean light;

  LifeRelease(WorkflowRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * Returns whether its short steps are tried within its own tasks (ADR 28). To be asked first in a
   * life's first task, which each history of before has behind it.
   */
  boolean isLight() {
    if (light == null) {
      light = runtime.isSince("steps at once");
    }
    return light;
  }
}
