package dev.mayfly.worker.forge.http;

/**
 * What a request is for, the most important first: when the forge's budget runs low, the last ones
 * stop first.
 */
public enum Priority {
  /** A job waits for it: minting a token or a registration, and asking whether the job does. */
  REGISTER,
  /** Something that costs money, or that a job could be given to, waits to be removed. */
  REMOVE,
  /** What the watcher lists for all waits; webhooks tell the most of it too. */
  WATCH,
  /** What is looked for in case that something was lost. */
  SWEEP
}
