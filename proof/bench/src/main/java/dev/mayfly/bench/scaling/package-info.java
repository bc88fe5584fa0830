/** Policies of scaling, compared over traces of jobs on a simulated pool. */
@NullMarked
package dev.mayfly.bench.scaling;

import org.jspecify.annotations.NullMarked;
