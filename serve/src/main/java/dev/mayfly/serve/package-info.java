/** Gateway, worker and console in one process, from one file: a small installation. */
@NullMarked
package dev.mayfly.serve;

import org.jspecify.annotations.NullMarked;
