package dev.mayfly.workflows.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an intake to the query {@code status}.
 *
 * @param waiting events that no step has been given yet.
 * @param report on those whose step is over.
 * @param ignored the signals that made no sense, in words.
 */
public record IntakeStatus(
    int waiting,
    IntakeReport report,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String ignored) {}
