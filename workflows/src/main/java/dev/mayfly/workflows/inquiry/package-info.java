/**
 * The short workflow that asks, through a worker, a forge about a job of which there is no life, or
 * Batch about nodes.
 */
@NullMarked
package dev.mayfly.workflows.inquiry;

import org.jspecify.annotations.NullMarked;
