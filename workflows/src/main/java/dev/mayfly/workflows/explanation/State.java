package dev.mayfly.workflows.explanation;

/** The state of a job in one word, with which its explanation begins. */
public enum State {
  /** Mayfly knows nothing of the job. */
  NOT_SEEN,
  /** Mayfly knows of it, and makes no runner for it. */
  NOT_SERVED,
  HELD,
  /** It is queued, and gets its runner without anybody's help. */
  WAITING,
  /** It is queued, and gets no runner before somebody does something. */
  STUCK,
  RUNNING,
  /** It is over, and what was made for it is being removed. */
  CLEANING_UP,
  DONE,
  NOT_NEEDED,
  CANCELLED,
  GIVEN_UP,
  /** Nothing can be asked. */
  UNREACHABLE;

  /** As people read it: {@code NOT SERVED}. */
  public String word() {
    return name().replace('_', ' ');
  }

  /** Returns the words for a job in this state, as {@link Sentences} has them. */
  Sentences because(String why, String awaited, String advice) {
    return new Sentences(this, why, awaited, advice);
  }
}
