/**
 * What all workflows here share of Temporal: clocks and timers, search attributes, metrics,
 * failures.
 */
@NullMarked
package dev.mayfly.workflows.temporal;

import org.jspecify.annotations.NullMarked;
