/**
 * The common ground of end-to-end tests: the stack that they start, its jobs, sweep and secrets.
 */
@NullMarked
package dev.mayfly.acceptance.stack;

import org.jspecify.annotations.NullMarked;
