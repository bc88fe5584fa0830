/**
 * The explanation of a job: from facts to one situation, from that to sentences. Pure, and the same
 * for all who ask.
 */
@NullMarked
package dev.mayfly.workflows.explanation;

import org.jspecify.annotations.NullMarked;
