/** The counters of what nodes and tasks cost. */
@NullMarked
package dev.mayfly.worker.cost;

import org.jspecify.annotations.NullMarked;
