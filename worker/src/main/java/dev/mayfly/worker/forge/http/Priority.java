package dev.mayfly.worker.forge.http;

/**
 * The purposes of requests, the most important first: when the forge's budget runs low, the last
 * ones stop first.
 */
public enum Priority {
  /** A job waits for it: minting a token or a registration, and asking whether the job does. */
  REGISTER,
  /** Something that costs money, or that a job could be given to, waits to be removed. */
  REMOVE,
  /** Listings by the watcher for all waits; webhooks tell the most of it too. */
  WATCH,
  /** Listings by the sweep, in case that something was lost. */
  SWEEP
}
