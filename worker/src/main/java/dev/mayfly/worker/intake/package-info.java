/** The activity that hands the events of a burst to their lives. */
@NullMarked
package dev.mayfly.worker.intake;

import org.jspecify.annotations.NullMarked;
