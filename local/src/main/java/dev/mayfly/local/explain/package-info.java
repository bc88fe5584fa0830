/** {@code ./mayfly explain}: what Temporal, and who answers there, knows of a job, as text. */
@NullMarked
package dev.mayfly.local.explain;

import org.jspecify.annotations.NullMarked;
