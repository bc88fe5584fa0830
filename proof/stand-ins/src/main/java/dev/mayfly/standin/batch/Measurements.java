package dev.mayfly.standin.batch;

import dev.mayfly.autoscale.MetricSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The samples that a pool's formula can ask for: the counts of its tasks and nodes, every half
 * minute.
 */
final class Measurements {

  static final Duration PERIOD = MetricSamples.PERIOD;

  /** The time that the service takes to show a sample. */
  private static final Duration DELAY = Duration.ofMinutes(1);

  private final Map<String, TreeMap<Instant, Double>> taken = new HashMap<>();

  void take(Instant now, PoolEntry pool, Account account) {
    List<TaskEntry> tasks =
        account.jobs().tasks().filter(task -> task.job.poolId().equalsIgnoreCase(pool.id)).toList();
    long active = count(tasks, task -> task.states.is("active") && task.job.states.is("active"));
    long running = count(tasks, TaskEntry::isOnNode);
    List<Node> nodes = pool.nodes();
    Allocation.Size current = pool.current();
    put(now, "$ActiveTasks", active);
    put(now, "$RunningTasks", running);
    put(now, "$PendingTasks", active + running);
    put(now, "$CurrentDedicatedNodes", current.dedicated());
    put(now, "$CurrentLowPriorityNodes", current.lowPriority());
    put(now, "$PreemptedNodeCount", 0);
    put(now, "$UsableNodeCount", count(nodes, Node::isUsable));
    put(now, "$SampleNodeCount", count(nodes, node -> !node.isBooting()));
  }

  private static <T> long count(List<T> all, Predicate<T> wanted) {
    return all.stream().filter(wanted).count();
  }

  private void put(Instant now, String name, long value) {
    taken.computeIfAbsent(name, first -> new TreeMap<>()).put(now, (double) value);
  }

  /** By variable. */
  Map<String, MetricSamples> visible(Instant now) {
    Map<String, MetricSamples> visible = new HashMap<>();
    taken.forEach(
        (name, values) ->
            visible.put(
                name, new MetricSamples(new TreeMap<>(values.headMap(now.minus(DELAY), true)))));
    return visible;
  }
}
