package dev.mayfly.acceptance.bench;

import dev.mayfly.bench.BenchRuns;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * That the benchmarks run. They wait for most of their minutes, so other tests run beside them, and
 * the times that they print are of a busy machine. In this package because classes begin in the
 * order of their names: the longest should not be the last.
 */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class BenchRunsTest extends BenchRuns {}
