/** The census of lives and pools, by which metrics tell who waits and where. */
@NullMarked
package dev.mayfly.worker.census;

import org.jspecify.annotations.NullMarked;
