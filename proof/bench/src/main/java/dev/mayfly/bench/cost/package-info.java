/** The benchmark of what a life costs: by cause, and among many others. */
@NullMarked
package dev.mayfly.bench.cost;

import org.jspecify.annotations.NullMarked;
