package dev.mayfly.workflows.life;

import org.jspecify.annotations.Nullable;

/**
 * What became of the wish to keep a task's node.
 *
 * @param id of the node that takes no other task now; absent when there is none (any more).
 */
public record KeptNode(@Nullable String id) {}
