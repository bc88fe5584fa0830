package dev.mayfly.bench.scaling;

import dev.mayfly.workflows.Scaling;
import dev.mayfly.workflows.Scaling.Decision;
import dev.mayfly.workflows.Scaling.Demand;
import dev.mayfly.workflows.Scaling.Nodes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@link Scaling}, looking every second, as one who is told of each job can. */
final class DemandPolicy implements Policy {

  private static final int WARM_FROM = 7 * 3600;
  private static final int WARM_UNTIL = 19 * 3600;

  private final Scaling scaling =
      new Scaling(
          SimulatedPool.SLOTS, SimulatedPool.MOST, Duration.ofSeconds(5), Duration.ofMinutes(10));
  private final int warm;
  private int tasksBefore;
  private @Nullable Instant firstUnserved;
  private @Nullable Instant lastUnserved;
  private Instant neededUntil = Instant.EPOCH;

  /**
   * @param warm nodes kept from 7 to 19 o'clock.
   */
  DemandPolicy(int warm) {
    this.warm = warm;
  }

  @Override
  public String name() {
    return "demand-driven" + (warm > 0 ? ", " + warm + " warm 7-19 h" : "");
  }

  @Override
  public void look(int second, SimulatedPool pool) {
    Instant now = Instant.EPOCH.plusSeconds(second);
    int tasks = pool.demand();
    int warmNow = second >= WARM_FROM && second < WARM_UNTIL ? warm : 0;
    note(now, tasks, pool.target(), warmNow);
    tasksBefore = tasks;
    Nodes nodes = new Nodes(pool.target(), pool.busyNodes(), pool.movement(second));
    Demand demand = new Demand(tasks, firstUnserved, lastUnserved, neededUntil, warmNow);
    Decision decision = scaling.decide(now, nodes, demand);
    if (decision instanceof Decision.Resize resize) {
      pool.resize(second, resize.nodes());
    } else if (decision instanceof Decision.StopShrinking) {
      pool.stop();
    }
  }

  private void note(Instant now, int tasks, int target, int warmNow) {
    int needed = scaling.needed(tasks, warmNow);
    if (needed >= target) {
      neededUntil = now;
    }
    if (tasks <= target * SimulatedPool.SLOTS) {
      firstUnserved = null;
      lastUnserved = null;
    } else if (firstUnserved == null || tasks > tasksBefore) {
      firstUnserved = firstUnserved == null ? now : firstUnserved;
      lastUnserved = now;
    }
  }
}
