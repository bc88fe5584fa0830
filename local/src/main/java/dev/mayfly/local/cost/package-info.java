/** The command that tells what jobs have cost: of lives that Temporal still has, as a table. */
@NullMarked
package dev.mayfly.local.cost;

import org.jspecify.annotations.NullMarked;
