/** What benchmarks start: processes of this machine, and what they say of themselves. */
@NullMarked
package dev.mayfly.bench.stack;

import org.jspecify.annotations.NullMarked;
