package dev.mayfly.workflows.explanation;

/** The step that a runner is at: what is awaited for it next. */
public enum Step {
  /** Nothing has begun. */
  NONE,
  /** Its turn in the pool's queue. */
  TURN,
  /** Its registration token, Batch job and task. */
  TOKEN,
  /** A node that starts its task. */
  NODE,
  /** The forge's word that it is online. */
  START,
  /** A job that takes it. */
  JOB,
  /** The end of the job that it has. */
  END,
  REMOVAL,
  /** Nothing is left of it. */
  GONE;

  /** Returns whether a node has its task. */
  public boolean isOnNode() {
    return this == START || this == JOB || this == END;
  }

  /** Returns whether it has a job. */
  public boolean hasJob() {
    return this == END;
  }

  /** Says what happened as it came there. */
  String told() {
    return switch (this) {
      case NONE -> "is to be made";
      case TURN -> "asks its pool for a turn";
      case TOKEN -> "asks the forge for a token";
      case NODE -> "has its Batch task, which waits for a node";
      case START -> "has a node, which starts its container";
      case JOB -> "is online, without a job";
      case END -> "has a job";
      case REMOVAL -> "is being removed";
      case GONE -> "is gone";
    };
  }

  /** Names the time until the next step. */
  String meanwhile() {
    return switch (this) {
      case NONE -> "To be made";
      case TURN -> "Waits for its turn in the pool";
      case TOKEN -> "Token and task are made";
      case NODE -> "Task waits for a node";
      case START -> "Node starts the container";
      case JOB -> "Online, without a job";
      case END -> "In progress";
      case REMOVAL -> "Clean-up";
      case GONE -> "Gone";
    };
  }
}
