package dev.mayfly.workflows.explanation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The facts that the forge tells now.
 *
 * @param standing of the job; absent: it would not or could not say.
 * @param runner the runner that has the job.
 * @param conclusion of a job that is over.
 * @param createdAt when the job was made, by the forge's clock; absent: it does not say.
 */
public record ForgeFacts(
    @Nullable JobStanding standing,
    @Nullable String runner,
    @Nullable String conclusion,
    @Nullable Instant createdAt) {}
