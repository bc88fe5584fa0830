package dev.mayfly.worker.forge.http;

import java.time.Instant;

/**
 * A request that is not sent.
 *
 * @param why for people: what is spent, or what does not answer.
 * @param until when it is worth trying again.
 */
record Throttled(String why, Instant until) {}
