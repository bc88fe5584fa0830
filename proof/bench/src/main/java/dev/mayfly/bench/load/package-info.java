/** Webhooks sent at a pace, and how long their answers took. */
@NullMarked
package dev.mayfly.bench.load;

import org.jspecify.annotations.NullMarked;
