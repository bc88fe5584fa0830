/** The processes that benchmarks start on this machine, and what they say of themselves. */
@NullMarked
package dev.mayfly.bench.stack;

import org.jspecify.annotations.NullMarked;
