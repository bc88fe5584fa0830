package dev.mayfly.worker.batch;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A Batch pool as one request found it; of its nodes those of one kind.
 *
 * @param target nodes that were asked for last.
 * @param current nodes that are there.
 * @param busy of them, those with a task.
 * @param held of them, those on which an operator or Mayfly disabled scheduling.
 * @param closed the ids of those that are not being removed yet.
 * @param errors what the last resize met: code and message; not that it was stopped.
 * @param paid nodes that are listed and not preempted. Rule batch-listed-nodes-paid.
 */
public record PoolSnapshot(
    Allocation allocation,
    int target,
    int current,
    int busy,
    int held,
    int slotsPerNode,
    boolean autoscale,
    List<String> errors,
    List<String> closed,
    int paid) {

  /** The state of a pool's allocation: whether nodes are being added or removed. */
  public enum Allocation {
    STEADY,
    RESIZING,
    STOPPING
  }

  public PoolSnapshot {
    requireNonNull(allocation, "allocation");
    errors = List.copyOf(errors);
    closed = List.copyOf(closed);
  }
}
