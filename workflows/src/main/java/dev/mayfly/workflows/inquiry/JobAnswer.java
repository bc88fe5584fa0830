package dev.mayfly.workflows.inquiry;

import dev.mayfly.workflows.explanation.ForgeFacts;
import dev.mayfly.workflows.explanation.PoolFacts;
import dev.mayfly.workflows.explanation.RoutingFacts;
import org.jspecify.annotations.Nullable;

/**
 * The answer about a job: what the forge says of it and how it is routed, or what Batch says of the
 * nodes that it waits for.
 *
 * @param forge absent: it would not say, or was not asked.
 * @param routing absent: nothing is known of the job by which it could be routed.
 * @param nodes absent: they were not asked about.
 */
public record JobAnswer(
    @Nullable ForgeFacts forge, @Nullable RoutingFacts routing, PoolFacts.@Nullable Nodes nodes) {}
