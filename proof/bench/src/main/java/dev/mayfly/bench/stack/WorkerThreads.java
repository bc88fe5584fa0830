package dev.mayfly.bench.stack;

import java.util.Arrays;
import java.util.List;

/**
 * The worker's threads, from a dump of their stacks.
 *
 * @param cachedLives those that the workflow method of a cached life holds, one each.
 * @param cachedAttempts those that the attempts of cached lives hold.
 * @param inActivities those that run an activity, which is what holds an activity slot.
 * @param others everything else: pollers, watcher, clients, the admin port, the JVM's own, and for
 *     a minute those of lives that have left the cache.
 */
public record WorkerThreads(int cachedLives, int cachedAttempts, int inActivities, int others) {

  private static final String ACTIVITY =
      "io.temporal.internal.activity.ActivityTaskHandlerImpl.handle";

  /**
   * @param dump paragraphs that begin with the thread's name in quotes, as the admin port has it.
   */
  public static WorkerThreads of(String dump) {
    List<String> threads =
        Arrays.stream(dump.split("\\n\\s*\\n", -1))
            .map(String::strip)
            .filter(thread -> thread.startsWith("\""))
            .toList();
    int lives = named(threads, "workflow-method-");
    int attempts = named(threads, "workflow[");
    int activities = (int) threads.stream().filter(thread -> thread.contains(ACTIVITY)).count();
    int others = threads.size() - lives - attempts - activities;
    return new WorkerThreads(lives, attempts, activities, others);
  }

  public int all() {
    return cachedLives + cachedAttempts + inActivities + others;
  }

  private static int named(List<String> threads, String prefix) {
    return (int) threads.stream().filter(thread -> thread.startsWith("\"" + prefix)).count();
  }
}
