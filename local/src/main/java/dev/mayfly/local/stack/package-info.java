/**
 * A whole Mayfly in this process: Temporal, stand-ins, gateway and worker, started and stopped
 * together.
 */
@NullMarked
package dev.mayfly.local.stack;

import org.jspecify.annotations.NullMarked;
