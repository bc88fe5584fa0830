/**
 * The steps of the sweep, which finds what webhooks and lives lost, and what keeps a sweep running.
 */
@NullMarked
package dev.mayfly.worker.sweep;

import org.jspecify.annotations.NullMarked;
