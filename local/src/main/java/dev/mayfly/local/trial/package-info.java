/** The trial: jobs of a real repository, run by a Mayfly of its own in this machine's Docker. */
@NullMarked
package dev.mayfly.local.trial;

import org.jspecify.annotations.NullMarked;
