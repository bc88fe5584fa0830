package dev.mayfly.workflows.temporal;

import dev.mayfly.workflows.life.End;
import dev.mayfly.workflows.life.Outcome;

/**
 * The names under which workflow code counts and measures, through Temporal's own metrics, and the
 * tags that tell apart. What is counted twice was decided twice: a worker that dies in the middle
 * of a workflow task has it done again. No name and no tag holds anything that a payload says.
 */
public final class Metrics {

  /** The pool that it happened in, by its configured name. */
  public static final String POOL = "pool";

  /** The outcomes of lives' jobs, by {@link #OUTCOME}. */
  public static final String LIVES = "mayfly_lives";

  /** An {@link Outcome}'s name. */
  public static final String OUTCOME = "outcome";

  /** The {@link End}'s name of the runner that a life made last; empty where it made none. */
  public static final String CAUSE = "cause";

  /** The ends of runners, by {@link #END}. */
  public static final String ATTEMPTS = "mayfly_attempts";

  /** An {@link End}'s name. */
  public static final String END = "end";

  /** The time from a life's beginning until its job is in progress. */
  public static final String WAIT = "mayfly_job_wait_seconds";

  /** The time that a runner spent in a phase, by {@link #STAGE} and {@link #SHARE}. */
  public static final String STAGES = "mayfly_stage_seconds";

  /** A phase of a runner. */
  public static final String STAGE = "stage";

  /** Of those that a stage's time may be due to, the one that it is. */
  public static final String SHARE = "share";

  /** The seconds that runners' tasks were on nodes. */
  public static final String TASK_SECONDS = "mayfly_task_seconds";

  /** The seconds that nodes were there and are paid for. */
  public static final String NODE_SECONDS = "mayfly_node_seconds";

  /** The kind of the nodes, {@code dedicated} or {@code spot}; workflow code does not know it. */
  public static final String PRIORITY = "priority";

  /** Runners that were made without an answer, by {@link #MISSING}. */
  public static final String UNSURE = "mayfly_attempts_unsure";

  /** The one that gave no answer. */
  public static final String MISSING = "missing";

  /** The forge did not say whether the job needs a runner. */
  public static final String BY_FORGE = "forge";

  /** The pool's entity could not be reached for a turn. */
  public static final String BY_POOL = "pool";

  /** Pools were paused, by {@link #BY}. */
  public static final String PAUSES = "mayfly_pool_pauses";

  /** A {@code fault} of the pool, or an {@code operator}. */
  public static final String BY = "by";

  /** The nodes of a pool began not to scale as they should. */
  public static final String DOES_NOT_SCALE = "mayfly_pool_scaling_troubles";

  /** A message to a workflow made no sense, and was ignored. */
  public static final String MESSAGES_IGNORED = "mayfly_messages_ignored";

  private Metrics() {}
}
