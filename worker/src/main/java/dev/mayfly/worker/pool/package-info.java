/** The pools' entity workflows, as this worker asks and tells them, and looks for them at Batch. */
@NullMarked
package dev.mayfly.worker.pool;

import org.jspecify.annotations.NullMarked;
