package dev.mayfly.workflows.explanation;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the processes that would have to answer.
 *
 * @param temporal its address.
 * @param away why Temporal cannot be asked; absent: it can.
 * @param unserved the task queue that no worker answers for; absent: one does.
 */
public record ProcessFacts(String temporal, @Nullable String away, @Nullable String unserved) {

  public static ProcessFacts away(String temporal, String why) {
    return new ProcessFacts(temporal, why, null);
  }

  public static ProcessFacts unserved(String temporal, String taskQueue) {
    return new ProcessFacts(temporal, null, taskQueue);
  }
}
