package dev.mayfly.workflows.life;

/** The life around an attempt, as far as an attempt sees it. */
interface LifeContext {

  /** Asks the forge about the life's job; {@link #job} says afterwards what it answered. */
  void checkJob();

  JobState job();

  /** The pauses between removals that are refused, for all of its runners together. */
  RefusalPauses refusals();

  /** Publishes that something changed. */
  void changed();
}
