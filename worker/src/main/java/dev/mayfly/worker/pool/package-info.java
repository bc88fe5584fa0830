/** The pools' entity workflows as this worker reaches them, and their steps at Batch. */
@NullMarked
package dev.mayfly.worker.pool;

import org.jspecify.annotations.NullMarked;
