/** Mayfly on one machine: the demo, and what its stand-ins share. */
@NullMarked
package dev.mayfly.local;

import org.jspecify.annotations.NullMarked;
