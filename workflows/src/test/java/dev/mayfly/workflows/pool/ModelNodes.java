package dev.mayfly.workflows.pool;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.pool.Scaling.Movement;
import dev.mayfly.workflows.pool.Scaling.Nodes;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The nodes of a Batch pool, which come and go when the test says so. */
final class ModelNodes implements NodeActivities {

  static final Scaling SCALING = new Scaling(4, 30, Duration.ofSeconds(5), Duration.ofMinutes(10));

  /** Every change that was made, in order. */
  final List<String> done = new CopyOnWriteArrayList<>();

  final List<Integer> looks = new CopyOnWriteArrayList<>();
  volatile @Nullable Scaling scaling;
  volatile @Nullable ApplicationFailure refusal;
  volatile List<String> errors = List.of();
  volatile @Nullable Instant warmUntil;
  volatile int warm;
  volatile int others;
  private int target;
  private int current;
  private int busy;
  private Movement movement = Movement.STEADY;
  private boolean autoscale;

  @Override
  public synchronized NodesSnapshot lookAtNodes(PoolId pool) {
    looks.add(target);
    ApplicationFailure refused = refusal;
    if (refused != null) {
      throw refused;
    }
    Nodes nodes = new Nodes(target, busy, 0, movement);
    return scaling == null
        ? NodesSnapshot.ofOthers()
        : new NodesSnapshot(
            scaling, nodes, current, autoscale, errors, warm, warmUntil, others, current);
  }

  @Override
  public synchronized boolean resizeNodes(PoolId pool, int nodes) {
    if (movement != Movement.STEADY) {
      done.add("refused " + nodes);
      return false;
    }
    done.add("resized to " + nodes);
    movement = nodes > current ? Movement.GROWING : Movement.SHRINKING;
    target = nodes;
    errors = List.of();
    return true;
  }

  @Override
  public synchronized void stopResize(PoolId pool) {
    done.add("stopped");
    movement = Movement.STOPPING;
  }

  @Override
  public synchronized void takeNodesOver(PoolId pool) {
    done.add("taken over");
    autoscale = false;
  }

  @Override
  public synchronized void handNodesBack(PoolId pool) {
    done.add("handed back");
    autoscale = true;
  }

  /** Ends the resize: the nodes that were asked for are there. */
  void settle() {
    settle(target());
  }

  /** So many are there, whatever was asked for. */
  synchronized void settle(int nodes) {
    target = movement == Movement.STOPPING ? nodes : target;
    current = nodes;
    movement = Movement.STEADY;
  }

  /** As somebody else would set it. */
  synchronized void set(int nodes, int withTasks, boolean byFormula) {
    target = nodes;
    current = nodes;
    busy = withTasks;
    autoscale = byFormula;
  }

  synchronized int target() {
    return target;
  }
}
