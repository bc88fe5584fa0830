/** The command that explains a job: what Temporal, and who answers there, knows of it, as text. */
@NullMarked
package dev.mayfly.local.explain;

import org.jspecify.annotations.NullMarked;
