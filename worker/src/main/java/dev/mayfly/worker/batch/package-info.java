/** The worker's side of Azure Batch: jobs and tasks behind an interface of our own. */
@NullMarked
package dev.mayfly.worker.batch;

import org.jspecify.annotations.NullMarked;
