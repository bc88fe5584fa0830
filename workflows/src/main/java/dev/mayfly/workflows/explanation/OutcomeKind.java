package dev.mayfly.workflows.explanation;

/** The kind of a life's outcome: what became of its job. */
public enum OutcomeKind {
  COMPLETED,
  NOT_NEEDED,
  CANCELLED,
  ATTEMPTS_SPENT
}
