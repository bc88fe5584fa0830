package dev.mayfly.workflows.life;

/**
 * Where an attempt stands; {@code REQUESTED} and {@code HELD} are said of a life that has no
 * attempt at work.
 */
public enum Phase {
  /** The job is owed a runner and nothing has begun. */
  REQUESTED,
  /** The job cannot run yet (approval, concurrency); nothing is provided until it can. */
  HELD,
  MINTING,
  /** The task exists and no node has started it. */
  WAITING_FOR_CAPACITY,
  /** A node runs the task; the forge does not list the runner as online yet. */
  STARTING,
  ONLINE,
  BUSY,
  CLEANING_UP,
  ENDED
}
