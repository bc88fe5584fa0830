/**
 * The parts of Temporal that all workflows here share: clocks and timers, search attributes,
 * metrics, failures.
 */
@NullMarked
package dev.mayfly.workflows.temporal;

import org.jspecify.annotations.NullMarked;
