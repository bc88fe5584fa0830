/**
 * The worker: runs lives and their steps, watches runners for all of them, and seals the tokens
 * between steps.
 */
@NullMarked
package dev.mayfly.worker;

import org.jspecify.annotations.NullMarked;
