package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the number of a pool's nodes, by the demand of now. Pure: the caller lists the
 * nodes, and does what is decided, with running tasks left to complete.
 *
 * @param slotsPerNode tasks that a node runs at once.
 * @param maximum nodes at most.
 * @param gather how long new demand must have been quiet before nodes are asked for, so that a
 *     burst is one resize; three times as long at most. A resize blocks the next one until its
 *     nodes have booted.
 * @param linger how long nodes are kept that are not needed.
 */
public record Scaling(int slotsPerNode, int maximum, Duration gather, Duration linger) {

  private static final int GATHERED_AT_MOST = 3;

  /** A decision on the pool's nodes. */
  public sealed interface Decision {

    /** Nothing; look again later. */
    record Stay() implements Decision {}

    /**
     * Resize to so many nodes; tasks that run are left to complete.
     *
     * @param nodes the new target.
     */
    record Resize(int nodes) implements Decision {}

    /** Stop the shrinking that is under way: it stands in the way of demand. Then look again. */
    record StopShrinking() implements Decision {}
  }

  /**
   * The nodes of a pool, by what they do.
   *
   * @param target nodes that were asked for last.
   * @param busy nodes with a task on them, which no shrinking shall wait for.
   * @param held nodes that an operator keeps from further tasks, to look at them. While there are
   *     any nothing shrinks: Batch chooses what goes.
   * @param movement what its allocation does.
   */
  public record Nodes(int target, int busy, int held, Movement movement) {

    public Nodes {
      requireNonNull(movement, "movement");
    }
  }

  /** The direction in which a pool is being resized. */
  public enum Movement {
    STEADY,
    GROWING,
    SHRINKING,
    STOPPING
  }

  /**
   * The demand on a pool.
   *
   * @param tasks waiting and running ones together.
   * @param firstUnserved when the oldest of those came for whom there is no slot; absent when all
   *     have one, or will when the nodes have booted.
   * @param lastUnserved when the newest of them came.
   * @param neededUntil when fewer nodes would last not have been enough.
   * @param warm nodes to keep at this hour though they are not needed.
   */
  public record Demand(
      int tasks,
      @Nullable Instant firstUnserved,
      @Nullable Instant lastUnserved,
      Instant neededUntil,
      int warm) {

    public Demand {
      requireNonNull(neededUntil, "neededUntil");
    }
  }

  public Scaling {
    requireNonNull(gather, "gather");
    requireNonNull(linger, "linger");
    if (slotsPerNode < 1 || maximum < 1) {
      throw new IllegalArgumentException(
          "a pool scales with at least one slot and node: " + slotsPerNode + ", " + maximum);
    }
  }

  /** Nodes for so many tasks, the warm ones among them, within the maximum. */
  public int needed(int tasks, int warm) {
    int forTasks = (tasks + slotsPerNode - 1) / slotsPerNode;
    return Math.min(maximum, Math.max(warm, forTasks));
  }

  public Decision decide(Instant now, Nodes nodes, Demand demand) {
    int needed = needed(demand.tasks(), demand.warm());
    if (needed > nodes.target()) {
      return grow(now, nodes, demand, needed);
    }
    // Never below the busy ones: while a shrinking waits for a task, nothing can grow.
    int kept = Math.max(needed, nodes.busy());
    boolean over = !now.isBefore(demand.neededUntil().plus(linger));
    boolean free = nodes.movement() == Movement.STEADY && nodes.held() == 0;
    return kept < nodes.target() && over && free ? new Decision.Resize(kept) : new Decision.Stay();
  }

  private Decision grow(Instant now, Nodes nodes, Demand demand, int needed) {
    return switch (nodes.movement()) {
      case STEADY -> isGathered(now, demand) ? new Decision.Resize(needed) : new Decision.Stay();
      case SHRINKING -> new Decision.StopShrinking();
      // Stopping would lose nodes on their way; what came meanwhile is the next resize.
      case GROWING, STOPPING -> new Decision.Stay();
    };
  }

  private boolean isGathered(Instant now, Demand demand) {
    if (demand.firstUnserved() == null || demand.lastUnserved() == null) {
      return true; // it is for the warm ones
    }
    return !now.isBefore(gathered(demand.firstUnserved(), demand.lastUnserved()));
  }

  /** End of the debounce window. */
  Instant gathered(Instant firstUnserved, Instant lastUnserved) {
    Instant quiet = lastUnserved.plus(gather);
    Instant atMost = firstUnserved.plus(gather.multipliedBy(GATHERED_AT_MOST));
    return quiet.isBefore(atMost) ? quiet : atMost;
  }
}
