package dev.mayfly.workflows.pool;

import org.jspecify.annotations.Nullable;

/**
 * The answer to the question whether a pool's fault is mended.
 *
 * @param refusal what is still refused, in words; absent: nothing is.
 */
public record ProbeAnswer(@Nullable String refusal) {}
