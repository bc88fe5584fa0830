/**
 * The benchmark of the control path: from a queued event to its accepted task, and from its end to
 * its.
 */
@NullMarked
package dev.mayfly.bench.path;

import org.jspecify.annotations.NullMarked;
