package dev.mayfly.console.logs;

import org.jspecify.annotations.Nullable;

/**
 * A part of a log that is asked for.
 *
 * @param job by any of its names; a runner's asks for that one's log.
 * @param attempt which of its runners; absent: the newest that has a task.
 * @param batchJob the Batch job that the runner's task is in; absent: its life is asked.
 * @param offset in bytes, from which on.
 */
public record LogQuery(
    String job, @Nullable Integer attempt, @Nullable String batchJob, LogFile file, long offset) {}
