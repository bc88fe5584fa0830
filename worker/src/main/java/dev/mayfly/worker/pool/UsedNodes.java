package dev.mayfly.worker.pool;

import static java.util.stream.Collectors.toSet;

import dev.mayfly.worker.batch.BatchListings;
import dev.mayfly.worker.batch.BatchPools;
import dev.mayfly.worker.batch.PoolSnapshot;
import dev.mayfly.worker.batch.PoolSnapshot.Allocation;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.fleet.ScalingSettings;
import dev.mayfly.workflows.id.PoolId;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The nodes of a pool that gives its jobs Docker: each serves one job. One that takes no tasks and
 * has none any more, not even one that is over, is removed, and until then is none of those that
 * could serve (ADR 25).
 */
record UsedNodes(BatchPools pools, BatchListings batch) {

  /** Removes what has served; returns the pool as if that had gone. */
  PoolSnapshot cleared(PoolId id, Pool pool, ScalingSettings settings, PoolSnapshot seen) {
    List<TaskSnapshot> tasks = tasks(id);
    List<String> used = used(seen, tasks);
    boolean wanted = tasks.stream().anyMatch(task -> task.state() == TaskSnapshot.State.ACTIVE);
    // Growth first, where there is room for it: each keeps the other from being done.
    boolean mayGo = !wanted || seen.target() >= settings.maximum();
    boolean goes =
        mayGo && canResize(seen) && !used.isEmpty() && pools.removeNodes(pool.batchPool(), used);
    return without(used.size(), seen, kept(seen, tasks), goes);
  }

  /** Returns how many nodes have served, and are there. */
  int count(PoolId id, PoolSnapshot seen) {
    return used(seen, tasks(id)).size();
  }

  private List<TaskSnapshot> tasks(PoolId id) {
    return batch.jobs(id.installation(), id.pool()).stream()
        .flatMap(job -> batch.tasks(job).stream())
        .toList();
  }

  private static List<String> used(PoolSnapshot seen, List<TaskSnapshot> tasks) {
    Set<String> serving = nodes(tasks.stream());
    return seen.closed().stream().filter(Predicate.not(serving::contains)).toList();
  }

  /** Returns how many nodes are kept for a task that is over: nothing shrinks meanwhile. */
  private static int kept(PoolSnapshot seen, List<TaskSnapshot> tasks) {
    Set<String> over = nodes(tasks.stream().filter(TaskSnapshot::isOver));
    return (int) seen.closed().stream().filter(over::contains).count();
  }

  private static Set<String> nodes(Stream<TaskSnapshot> tasks) {
    return tasks.map(TaskSnapshot::node).filter(Objects::nonNull).collect(toSet());
  }

  private static boolean canResize(PoolSnapshot seen) {
    return seen.allocation() == Allocation.STEADY && !seen.autoscale();
  }

  /** Not as a shrinking, which would be stopped for the next job, and leave the nodes there. */
  private static PoolSnapshot without(int used, PoolSnapshot seen, int kept, boolean goes) {
    int target = Math.max(0, seen.target() - used);
    boolean moves = goes || seen.allocation() != Allocation.STEADY;
    int current = Math.max(0, seen.current() - used);
    return new PoolSnapshot(
        goes ? Allocation.RESIZING : seen.allocation(),
        target,
        moves ? Math.min(current, target) : current,
        seen.busy(),
        kept,
        seen.slotsPerNode(),
        seen.autoscale(),
        seen.errors(),
        List.of(),
        seen.paid());
  }
}
