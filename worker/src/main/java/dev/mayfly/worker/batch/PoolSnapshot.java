package dev.mayfly.worker.batch;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A Batch pool as a look finds it; of its nodes those of one kind.
 *
 * @param target nodes that were asked for last.
 * @param current nodes that are there.
 * @param busy of them, those with a task.
 * @param held of them, those that take no further task because somebody said so.
 * @param errors what the last resize met: code and message; not that it was stopped.
 */
public record PoolSnapshot(
    Allocation allocation,
    int target,
    int current,
    int busy,
    int held,
    int slotsPerNode,
    boolean autoscale,
    List<String> errors) {

  /** Whether nodes are being allocated or removed. */
  public enum Allocation {
    STEADY,
    RESIZING,
    STOPPING
  }

  public PoolSnapshot {
    requireNonNull(allocation, "allocation");
    errors = List.copyOf(errors);
  }
}
