package dev.mayfly.workflows.step;

/** The answer to the removal of a registration or a task. */
public enum Removal {
  /** It was there and is gone. */
  REMOVED,
  /** It had already gone, which is as good. */
  ALREADY_GONE,
  /**
   * It stays: the runner has a job (the forge's 422), or the task has started on a node meanwhile.
   */
  IN_USE;

  public boolean isRefused() {
    return this == IN_USE;
  }
}
