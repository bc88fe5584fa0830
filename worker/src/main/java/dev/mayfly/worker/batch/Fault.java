package dev.mayfly.worker.batch;

import static java.util.Objects.requireNonNullElse;

import org.jspecify.annotations.Nullable;

/** A fault that Batch tells of a task or a resize. */
record Fault(@Nullable String code, @Nullable String message) {

  boolean is(String candidate) {
    return candidate.equals(code);
  }

  boolean isOfPool() {
    return PoolFaults.isFailure(requireNonNullElse(code, ""));
  }

  /** As {@code code: message} on one line. */
  @Override
  public String toString() {
    return requireNonNullElse(BatchCalls.firstLine(code + ": " + message), "");
  }
}
