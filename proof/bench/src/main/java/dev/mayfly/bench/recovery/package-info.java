/** The benchmark of recovery: how soon work goes on after a process has been killed. */
@NullMarked
package dev.mayfly.bench.recovery;

import org.jspecify.annotations.NullMarked;
