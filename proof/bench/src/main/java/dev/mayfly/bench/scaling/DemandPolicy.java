package dev.mayfly.bench.scaling;

import dev.mayfly.workflows.pool.NodesSnapshot;
import dev.mayfly.workflows.pool.Scaling;
import dev.mayfly.workflows.pool.Scaling.Decision;
import dev.mayfly.workflows.pool.Scaling.Nodes;
import dev.mayfly.workflows.pool.ScalingClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** As a pool's entity does it: told of each job, and looking when {@link ScalingClock} says so. */
final class DemandPolicy implements Policy {

  private static final int WARM_FROM = 7 * 3600;
  private static final int WARM_UNTIL = 19 * 3600;

  private final Scaling scaling =
      new Scaling(
          SimulatedPool.SLOTS, SimulatedPool.MOST, Duration.ofSeconds(5), Duration.ofMinutes(10));
  private final ScalingClock scaler = new ScalingClock();
  private final int warm;

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
  public void resize(int second, SimulatedPool pool) {
    Instant now = Instant.EPOCH.plusSeconds(second);
    scaler.wanted(pool.demand(), now);
    if (now.isBefore(scaler.nextLook())) {
      return;
    }
    Decision decision = scaler.looked(seen(second, pool), now);
    if (decision instanceof Decision.Resize resize) {
      pool.resize(second, resize.nodes());
      scaler.resized(resize.nodes(), now);
    } else if (decision instanceof Decision.StopShrinking) {
      pool.stop();
      scaler.stopping();
    }
  }

  private NodesSnapshot seen(int second, SimulatedPool pool) {
    boolean isWarm = second >= WARM_FROM && second < WARM_UNTIL;
    int next = second < WARM_FROM ? WARM_FROM : isWarm ? WARM_UNTIL : WARM_FROM + 24 * 3600;
    return new NodesSnapshot(
        scaling,
        new Nodes(pool.target(), pool.busyNodes(), 0, pool.movement(second)),
        pool.target(),
        false,
        List.of(),
        isWarm ? warm : 0,
        Instant.EPOCH.plusSeconds(next),
        0,
        pool.target());
  }
}
