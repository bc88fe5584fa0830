package dev.mayfly.workflows.pool;

import dev.mayfly.workflows.pool.Scaling.Decision;
import dev.mayfly.workflows.pool.Scaling.Demand;
import dev.mayfly.workflows.pool.Scaling.Movement;
import dev.mayfly.workflows.pool.Scaling.Nodes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The memory of {@link Scaling} from one listing of the nodes to the next, and the time of the
 * next. Pure: it is told of the demand, and of what was listed.
 */
public final class ScalingClock {

  // While nothing is expected: what others did to the pool, or a lost message, costs this.
  private static final Duration CALM = Duration.ofMinutes(5);
  // Nodes take two minutes to boot: this is noise beside it, and some twelve looks.
  private static final Duration MOVING = Duration.ofSeconds(10);
  // The last busy node of those that may go.
  private static final Duration BUSY = Duration.ofMinutes(1);
  // Quota and capacity do not come back within seconds.
  private static final Duration SHORT = Duration.ofMinutes(5);
  // However much is expected.
  private static final Duration LEAST = Duration.ofSeconds(1);

  private int tasks;
  private @Nullable Scaling scaling;
  private Nodes nodes = new Nodes(0, 0, 0, Movement.STEADY);
  private int warm;
  private @Nullable Instant warmUntil;
  private Instant lookedAt = Instant.EPOCH;
  private boolean isShort;
  private Instant growAt = Instant.EPOCH;
  private @Nullable Instant firstUnserved;
  private @Nullable Instant lastUnserved;
  private @Nullable Instant neededUntil;

  /** So many tasks are wanted now, waiting and running ones together. */
  public void wanted(int all, Instant now) {
    note(now, false); // Until now it was as much as before.
    boolean more = all > tasks;
    tasks = all;
    note(now, more);
  }

  /** Returns what is to be done about the nodes as listed. */
  public Decision looked(NodesSnapshot snapshot, Instant now) {
    if (snapshot.scaling() == null) {
      throw new IllegalArgumentException("these nodes do not scale");
    }
    scaling = snapshot.scaling();
    warm = snapshot.warm();
    warmUntil = snapshot.warmUntil();
    lookedAt = now;
    nodes = snapshot.nodes();
    isShort = snapshot.isShort();
    if (nodes.movement() == Movement.STEADY) {
      // What is missing, or has not gone, after a resize has ended has to be asked for again.
      nodes = new Nodes(snapshot.current(), nodes.busy(), nodes.held(), Movement.STEADY);
    }
    note(now, false);
    Demand demand = new Demand(tasks, firstUnserved, lastUnserved, orElse(neededUntil, now), warm);
    Decision decision = scaling.decide(now, nodes, demand);
    boolean tooSoon = isShort && now.isBefore(growAt);
    return tooSoon && decision instanceof Decision.Resize to && to.nodes() > nodes.target()
        ? new Decision.Stay()
        : decision;
  }

  private void note(Instant now, boolean more) {
    if (scaling == null) {
      return;
    }
    if (neededUntil == null || scaling.needed(tasks, warm) >= nodes.target()) {
      neededUntil = now;
    }
    if (tasks <= nodes.target() * scaling.slotsPerNode()) {
      firstUnserved = null;
      lastUnserved = null;
    } else if (firstUnserved == null || more) {
      firstUnserved = orElse(firstUnserved, now);
      lastUnserved = now;
    }
  }

  /** Batch took the resize. */
  public void resized(int target, Instant now) {
    growAt = now.plus(SHORT);
    moves(target, target > nodes.target() ? Movement.GROWING : Movement.SHRINKING);
    note(now, false);
  }

  /** Something else is under way, or is being stopped: the next look tells what. */
  public void stopping() {
    moves(nodes.target(), Movement.STOPPING);
  }

  private void moves(int target, Movement movement) {
    nodes = new Nodes(target, nodes.busy(), nodes.held(), movement);
  }

  /** The next look is due at once. */
  void forget() {
    lookedAt = Instant.EPOCH;
    scaling = null;
  }

  /** When to snapshot, unless {@link #wanted} changes it. */
  public Instant nextLook() {
    if (scaling == null) {
      return Instant.EPOCH;
    }
    Instant next = earlier(lookedAt.plus(CALM), expected(scaling));
    if (warmUntil != null) {
      next = earlier(next, warmUntil);
    }
    return later(next, lookedAt.plus(LEAST));
  }

  private Instant expected(Scaling rule) {
    Instant moved = lookedAt.plus(MOVING);
    int needed = rule.needed(tasks, warm);
    if (needed > nodes.target()) {
      return switch (nodes.movement()) {
        case STEADY -> growth(rule);
        case SHRINKING -> lookedAt;
        case GROWING, STOPPING -> moved;
      };
    }
    if (nodes.movement() != Movement.STEADY) {
      return moved;
    }
    return needed < nodes.target() ? shrinking(rule) : Instant.MAX;
  }

  private Instant shrinking(Scaling rule) {
    Instant over = orElse(neededUntil, lookedAt).plus(rule.linger());
    return over.isAfter(lookedAt) ? over : lookedAt.plus(BUSY);
  }

  /** After a resize that fell short, not before it is worth another try. */
  private Instant growth(Scaling rule) {
    Instant gathered =
        firstUnserved == null || lastUnserved == null
            ? lookedAt
            : rule.gathered(firstUnserved, lastUnserved);
    return isShort ? later(gathered, growAt) : gathered;
  }

  private static Instant orElse(@Nullable Instant instant, Instant other) {
    return instant == null ? other : instant;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
