package dev.mayfly.workflows.temporal;

import dev.mayfly.workflows.life.End;
import dev.mayfly.workflows.life.Outcome;

/**
 * The names under which workflow code counts, through Temporal's own metrics. What is counted twice
 * was decided twice: a worker that dies in the middle of a workflow task has it done again. No name
 * holds anything that a payload says.
 */
public final class Metrics {

  /** The outcome of a life's job; followed by the {@link Outcome}'s name. */
  public static final String OUTCOME = "mayfly.life.outcome.";

  /** The end of a runner; followed by the {@link End}'s name. */
  public static final String END = "mayfly.attempt.end.";

  /** A runner was made although the forge did not say whether its job needs one. */
  public static final String UNANSWERED = "mayfly.attempt.made.unanswered";

  /** A runner was made without a turn, since its pool's entity could not be reached. */
  public static final String UNASKED = "mayfly.attempt.made.unasked";

  /** A pool was paused by its own fault. */
  public static final String PAUSED_BY_FAULT = "mayfly.pool.paused.byFault";

  /** A pool was paused by an operator. */
  public static final String PAUSED_BY_OPERATOR = "mayfly.pool.paused.byOperator";

  /** The nodes of a pool began not to scale as they should. */
  public static final String DOES_NOT_SCALE = "mayfly.pool.doesNotScale";

  /** A message to a workflow made no sense, and was ignored. */
  public static final String MESSAGES_IGNORED = "mayfly.messages.ignored";

  private Metrics() {}
}
