/** The operator's commands: a thin client of the console's REST, its answers as text. */
@NullMarked
package dev.mayfly.local.operator;

import org.jspecify.annotations.NullMarked;
