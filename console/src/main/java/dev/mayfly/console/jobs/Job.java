package dev.mayfly.console.jobs;

import dev.mayfly.workflows.cost.CostReport.Table;
import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.explanation.Facts;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one job.
 *
 * @param life its life's id, also where there is no such life.
 * @param facts from which it is explained.
 * @param temporal the life's page in Temporal's Web UI.
 * @param cost of its runners so far; absent: the console has no prices, or no node has had one.
 */
public record Job(
    String life, Explanation explanation, Facts facts, String temporal, @Nullable Table cost) {}
