package dev.mayfly.workflows.explanation;

/** The way a runner ended. */
public enum EndKind {
  RAN_JOB,
  RELEASED,
  IDLE_TIMED_OUT,
  NEVER_ONLINE,
  JOB_TIMED_OUT,
  LOST,
  NOT_ALLOWED,
  UNASSIGNED,
  FAILED;

  /** In a few words, before its cause. */
  String told() {
    return switch (this) {
      case RAN_JOB -> "had a job";
      case RELEASED -> "was let go";
      case IDLE_TIMED_OUT -> "had nothing to do";
      case NEVER_ONLINE -> "never came online";
      case JOB_TIMED_OUT -> "was ended at the pool's job limit";
      case LOST -> "was lost";
      case NOT_ALLOWED -> "was not made";
      case UNASSIGNED -> "got no job";
      case FAILED -> "could not be made";
    };
  }
}
