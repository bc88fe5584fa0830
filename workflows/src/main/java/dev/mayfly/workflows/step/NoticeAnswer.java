package dev.mayfly.workflows.step;

import org.jspecify.annotations.Nullable;

/**
 * The fate of a notice.
 *
 * @param checkRun the forge's id of it; absent where there is none, which is no failure.
 * @param how for people.
 */
public record NoticeAnswer(@Nullable Long checkRun, String how) {}
