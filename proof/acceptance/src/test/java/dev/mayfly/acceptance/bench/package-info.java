/** Short runs of the benchmarks, beside all else that needs a server. */
@org.jspecify.annotations.NullMarked
package dev.mayfly.acceptance.bench;
