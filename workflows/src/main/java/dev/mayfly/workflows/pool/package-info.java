/** The entity workflow of a pool: its pause, its queue for a place, the number of its nodes. */
@NullMarked
package dev.mayfly.workflows.pool;

import org.jspecify.annotations.NullMarked;
