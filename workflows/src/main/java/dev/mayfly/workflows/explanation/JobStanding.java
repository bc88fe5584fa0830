package dev.mayfly.workflows.explanation;

/** The standing of a job at its forge, as far as it is known. */
public enum JobStanding {
  QUEUED,
  /** It may not run yet. */
  WAITING,
  IN_PROGRESS,
  COMPLETED
}
