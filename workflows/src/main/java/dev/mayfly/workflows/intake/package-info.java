/** The workflow that takes the events of a burst together and hands each to its life. */
@NullMarked
package dev.mayfly.workflows.intake;

import org.jspecify.annotations.NullMarked;
