package dev.mayfly.autoscale;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * The pool as its formula sees it.
 *
 * @param now what {@code time()} says.
 * @param targetDedicated nodes, before the evaluation; {@code targetLowPriority} likewise.
 * @param taskSlotsPerNode tasks that a node runs at once.
 * @param metrics by their names with the dollar sign; what is missing has no samples.
 * @param seed of {@code rand()}.
 */
public record PoolView(
    Instant now,
    int targetDedicated,
    int targetLowPriority,
    int taskSlotsPerNode,
    Map<String, MetricSamples> metrics,
    long seed) {

  /**
   * The variables with samples that are numbers too: the published examples calculate with them.
   */
  static final Set<String> COUNTS =
      Set.of(
          "$CurrentDedicatedNodes",
          "$CurrentLowPriorityNodes",
          "$PreemptedNodeCount",
          "$UsableNodeCount",
          "$SampleNodeCount");

  static final Set<String> MEASURES =
      Set.of(
          "$CPUPercent",
          "$WallClockSeconds",
          "$MemoryBytes",
          "$DiskBytes",
          "$DiskReadBytes",
          "$DiskWriteBytes",
          "$DiskReadOps",
          "$DiskWriteOps",
          "$NetworkInBytes",
          "$NetworkOutBytes",
          "$ActiveTasks",
          "$RunningTasks",
          "$PendingTasks",
          "$SucceededTasks",
          "$FailedTasks");

  public PoolView {
    metrics = Map.copyOf(metrics);
    metrics.keySet().stream()
        .filter(name -> !isMetric(name))
        .findAny()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException("Batch measures no " + name);
            });
  }

  static boolean isMetric(String name) {
    return COUNTS.contains(name) || MEASURES.contains(name);
  }

  MetricSamples samples(String metric) {
    return metrics.getOrDefault(metric, MetricSamples.NONE);
  }
}
