package dev.mayfly.workflows.step;

import org.jspecify.annotations.Nullable;

/**
 * The answer to keeping a task's node.
 *
 * @param id of the node that takes no other task now; absent when there is none (any more).
 */
public record KeptNode(@Nullable String id) {}
