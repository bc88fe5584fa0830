/**
 * Seals tokens for their way from one activity to the next, so that no history holds them in clear.
 */
@NullMarked
package dev.mayfly.worker.seal;

import org.jspecify.annotations.NullMarked;
