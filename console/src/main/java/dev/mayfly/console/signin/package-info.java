/** The callers of the console: who they are, and what they may do. */
@NullMarked
package dev.mayfly.console.signin;

import org.jspecify.annotations.NullMarked;
