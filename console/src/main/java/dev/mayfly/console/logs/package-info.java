/** The logs of runners: files of their tasks, which Batch gives from the nodes. */
@NullMarked
package dev.mayfly.console.logs;

import org.jspecify.annotations.NullMarked;
