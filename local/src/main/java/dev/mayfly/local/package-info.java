/** The command line, and the demo: a whole Mayfly against stand-ins on one machine. */
@NullMarked
package dev.mayfly.local;

import org.jspecify.annotations.NullMarked;
