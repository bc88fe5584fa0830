package dev.mayfly.bench.scaling;

import dev.mayfly.workflows.pool.Scaling.Movement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * A pool of nodes by the second: a node boots for two minutes, runs its slots full before the next
 * one gets a task (the fill type of 2022), costs from its allocation until it is gone, and goes
 * only when its tasks have ended.
 */
final class SimulatedPool {

  /** Seconds, the same for every policy; the image is on the node. */
  static final int BOOT = 120;

  static final int IMAGE_START = 5;
  static final int REMOVAL = 30;

  /** Nodes, and tasks on each, the same for every policy. */
  static final int SLOTS = 4;

  static final int MOST = 30;

  private static final class Node {
    final int upAt;
    final List<Integer> ends = new ArrayList<>();
    boolean leaves;
    int emptySince;

    Node(int upAt) {
      this.upAt = upAt;
    }
  }

  private final List<Node> nodes = new ArrayList<>();
  private final Deque<Trace.Job> waiting = new ArrayDeque<>();
  private final List<Integer> waits = new ArrayList<>();
  private int target;
  private long nodeSeconds;

  /** Goes to the given second: what ends ends, what came waits, what fits begins. */
  void tick(int now, List<Trace.Job> arrived) {
    nodes.forEach(node -> settle(node, now));
    nodes.removeIf(node -> node.leaves && node.ends.isEmpty() && now >= node.emptySince + REMOVAL);
    waiting.addAll(arrived);
    place(now);
    nodeSeconds += nodes.size();
  }

  private static void settle(Node node, int now) {
    if (node.ends.removeIf(end -> end <= now) && node.ends.isEmpty()) {
      node.emptySince = now;
    }
  }

  private void place(int now) {
    while (!waiting.isEmpty()) {
      var fullest =
          nodes.stream()
              .filter(node -> !node.leaves && node.upAt <= now && node.ends.size() < SLOTS)
              .max(Comparator.comparing(node -> node.ends.size()));
      if (fullest.isEmpty()) {
        return;
      }
      Trace.Job job = waiting.remove();
      waits.add(now + IMAGE_START - job.arrival());
      fullest.get().ends.add(now + IMAGE_START + job.length());
    }
  }

  /** Sets the target; the idlest nodes go, and those that stay are not interrupted. */
  void resize(int now, int wanted) {
    target = Math.min(MOST, Math.max(0, wanted));
    List<Node> staying = new ArrayList<>(nodes.stream().filter(node -> !node.leaves).toList());
    staying.sort(Comparator.comparing(node -> node.ends.size()));
    for (int i = 0; i < staying.size() - target; i++) {
      staying.get(i).leaves = true;
      staying.get(i).emptySince = now;
    }
    // Those on their way out count until they are gone: the maximum is of machines.
    for (int i = staying.size(); i < target && nodes.size() < MOST; i++) {
      nodes.add(new Node(now + BOOT));
    }
  }

  /** Keeps what was on its way out, and takes what there is for the target. */
  void stop() {
    nodes.forEach(node -> node.leaves = false);
    target = nodes.size();
  }

  Movement movement(int now) {
    if (nodes.stream().anyMatch(node -> node.upAt > now)) {
      return Movement.GROWING;
    }
    return nodes.stream().anyMatch(node -> node.leaves) ? Movement.SHRINKING : Movement.STEADY;
  }

  int target() {
    return target;
  }

  /** Those that stay and have a task. */
  int busyNodes() {
    return (int) nodes.stream().filter(node -> !node.leaves && !node.ends.isEmpty()).count();
  }

  /** Waiting tasks, and those that run on nodes that stay. */
  int demand() {
    return waiting.size()
        + nodes.stream().filter(node -> !node.leaves).mapToInt(node -> node.ends.size()).sum();
  }

  /** Waiting and running tasks, as Batch counts them. */
  int pendingTasks() {
    return waiting.size() + nodes.stream().mapToInt(node -> node.ends.size()).sum();
  }

  boolean isIdle() {
    return pendingTasks() == 0;
  }

  /** Seconds from each job's arrival until its container had started. */
  List<Integer> waits() {
    return List.copyOf(waits);
  }

  double nodeHours() {
    return nodeSeconds / 3600.0;
  }
}
