/**
 * The reconciler of a forge: a workflow that finds and mends what webhooks and lives did not do.
 */
@NullMarked
package dev.mayfly.workflows.sweep;

import org.jspecify.annotations.NullMarked;
