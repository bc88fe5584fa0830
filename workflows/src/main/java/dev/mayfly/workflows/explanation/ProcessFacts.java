package dev.mayfly.workflows.explanation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The facts of the processes that would have to answer.
 *
 * @param temporal its address.
 * @param away why Temporal cannot be asked; absent: it can.
 * @param unserved the task queue that no worker answers for; absent: one does.
 * @param ended the end of the life by Temporal, without an outcome; absent: it did not end so.
 */
public record ProcessFacts(
    String temporal, @Nullable String away, @Nullable String unserved, @Nullable Ended ended) {

  /** Ended from outside: terminated, timed out, failed. */
  public record Ended(String how, @Nullable Instant at) {}

  public static ProcessFacts away(String temporal, String why) {
    return new ProcessFacts(temporal, why, null, null);
  }

  public static ProcessFacts unserved(String temporal, String taskQueue) {
    return new ProcessFacts(temporal, null, taskQueue, null);
  }

  public static ProcessFacts ended(String temporal, String how, @Nullable Instant at) {
    return new ProcessFacts(temporal, null, null, new Ended(how, at));
  }
}
