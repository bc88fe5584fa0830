/**
 * The benchmark of what a service takes for itself: memory, processor, and the time until it is
 * there.
 */
@NullMarked
package dev.mayfly.bench.footprint;

import org.jspecify.annotations.NullMarked;
