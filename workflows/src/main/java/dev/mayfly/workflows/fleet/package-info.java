/** The configured forges and pools: which jobs are served, where, and within which deadlines. */
@NullMarked
package dev.mayfly.workflows.fleet;

import org.jspecify.annotations.NullMarked;
