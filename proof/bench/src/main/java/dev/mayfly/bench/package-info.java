/** Benchmarks, one command each, whose figures the documentation quotes. */
@NullMarked
package dev.mayfly.bench;

import org.jspecify.annotations.NullMarked;
