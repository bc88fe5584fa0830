/**
 * Jobs, pools and sweeps as Temporal and they themselves tell of them, and an operator's messages
 * to them.
 */
@NullMarked
package dev.mayfly.console.jobs;

import org.jspecify.annotations.NullMarked;
