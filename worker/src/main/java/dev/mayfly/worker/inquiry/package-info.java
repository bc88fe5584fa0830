/**
 * The steps of an inquiry: a forge is asked about a job, which is routed, or Batch about the nodes
 * that it waits for.
 */
@NullMarked
package dev.mayfly.worker.inquiry;

import org.jspecify.annotations.NullMarked;
