/** The benchmark of overload: what becomes of webhooks that are twice as many as can be taken. */
@NullMarked
package dev.mayfly.bench.overload;

import org.jspecify.annotations.NullMarked;
