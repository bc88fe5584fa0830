/** Chance that repeats itself, for what the stand-ins do wrong. */
@NullMarked
package dev.mayfly.local.chance;

import org.jspecify.annotations.NullMarked;
