package dev.mayfly.workflows.sweep;

import dev.mayfly.workflows.id.LifeId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lives whose jobs a whole pass over the forge's queue does not show, though they were seen to
 * wait for them before it began: no clocks are compared. In a worker's memory alone; what another
 * worker saw is missing here, and costs a round. Thread-safe.
 */
public final class UnlistedJobs {

  // Each may cost its life a question to the forge.
  private static final int MOST = 200;

  private Set<LifeId> waiting = Set.of();
  private Set<LifeId> before = Set.of();
  private final Set<Long> listed = new HashSet<>();
  private final Map<LifeId, Integer> times = new HashMap<>();
  private int examined;
  private @Nullable String goesOn;

  /** Notes every life that waits for its job now, as far as its runner shows it. */
  public synchronized void saw(Set<LifeId> lives) {
    waiting = Set.copyOf(lives);
  }

  /**
   * Notes that the queue is about to be read.
   *
   * @param from where a pass goes on; absent: it begins.
   */
  public synchronized void begin(@Nullable String from) {
    if (from == null) {
      before = waiting;
      listed.clear();
      examined = 0;
    } else if (!from.equals(goesOn)) {
      before = Set.of(); // Another worker has read the part before it.
    }
  }

  /**
   * Returns the lives whose jobs are missing at the end of a pass that left nothing out.
   *
   * @param repositories how many there are to read; 0 where one list covers them all.
   * @param read how many of them, or how many lists, were read just now.
   * @param next where the pass goes on; absent: it is at its end.
   */
  public synchronized List<LifeId> end(
      Collection<Long> jobs, int repositories, int read, @Nullable String next) {
    listed.addAll(jobs);
    examined += read;
    goesOn = next;
    if (next != null || examined == 0 || examined < repositories) {
      return List.of();
    }
    List<LifeId> missing =
        before.stream().filter(life -> !listed.contains(life.jobId())).limit(MOST).toList();
    times.keySet().retainAll(Set.copyOf(missing));
    return missing.stream().filter(this::isDue).toList();
  }

  /** The first time, the second, the fourth: what one question does not settle, few will. */
  private boolean isDue(LifeId life) {
    return Integer.bitCount(times.merge(life, 1, Integer::sum)) == 1;
  }
}
