/** Lives whose runners are real containers of this machine's Docker, and what they leave on it. */
@NullMarked
package dev.mayfly.acceptance.containers;

import org.jspecify.annotations.NullMarked;
