package dev.mayfly.worker.pool;

import static dev.mayfly.worker.batch.BatchException.reported;

import dev.mayfly.worker.batch.BatchListings;
import dev.mayfly.worker.batch.BatchPools;
import dev.mayfly.worker.batch.PoolSnapshot;
import dev.mayfly.worker.batch.PoolSnapshot.Allocation;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.fleet.ScalingSettings;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.pool.NodeActivities;
import dev.mayfly.workflows.pool.NodesSnapshot;
import dev.mayfly.workflows.pool.Scaling;
import dev.mayfly.workflows.pool.Scaling.Movement;
import dev.mayfly.workflows.pool.Scaling.Nodes;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.ToIntFunction;

/**
 * The steps around the nodes of one fleet's pools.
 *
 * @param tasks of the pools that use up their nodes.
 * @param demand the number of tasks that wait and run in another pool; throws if that is not known.
 * @param clock by which it is day or night.
 * @param gauges show what was listed.
 */
public record NodeActivitiesImpl(
    Fleet fleet,
    BatchPools batch,
    BatchListings tasks,
    ToIntFunction<PoolId> demand,
    InstantSource clock,
    NodeGauges gauges)
    implements NodeActivities {

  private static final Duration UNTIL_STEADY = Duration.ofSeconds(2);

  @Override
  public NodesSnapshot lookAtNodes(PoolId pool) {
    Pool configured = configured(pool);
    ScalingSettings settings = configured.scaling();
    if (settings == null) {
      return NodesSnapshot.ofOthers();
    }
    PoolSnapshot seen = reported(() -> look(pool, configured, settings));
    WarmHours hours = new WarmHours(settings);
    Instant now = clock.instant();
    return new NodesSnapshot(
        new Scaling(seen.slotsPerNode(), settings.maximum(), settings.gather(), settings.idle()),
        new Nodes(seen.target(), seen.busy(), seen.held(), movement(seen)),
        seen.current(),
        seen.autoscale(),
        seen.errors(),
        hours.nodes(now),
        hours.next(now).orElse(null),
        others(configured),
        seen.paid());
  }

  private PoolSnapshot look(PoolId pool, Pool configured, ScalingSettings settings) {
    PoolSnapshot seen = batch.pool(configured.batchPool(), settings.nodes());
    gauges.saw(configured, settings.nodes(), seen);
    return configured.usesUpNodes()
        ? new UsedNodes(batch, tasks).cleared(pool, configured, settings, seen)
        : seen;
  }

  private static Movement movement(PoolSnapshot seen) {
    return switch (seen.allocation()) {
      case STEADY -> Movement.STEADY;
      case STOPPING -> Movement.STOPPING;
      case RESIZING -> seen.target() < seen.current() ? Movement.SHRINKING : Movement.GROWING;
    };
  }

  private int others(Pool scaler) {
    return fleet.pools().stream()
        .filter(other -> !other.name().equals(scaler.name()))
        .filter(other -> other.batchPool().equalsIgnoreCase(scaler.batchPool()))
        .mapToInt(other -> demand.applyAsInt(new PoolId(fleet.installation(), other.name())))
        .sum();
  }

  @Override
  public boolean resizeNodes(PoolId pool, int nodes) {
    Pool configured = configured(pool);
    ScalingSettings settings = scaling(configured);
    return reported(
        () ->
            batch.resize(
                configured.batchPool(),
                settings.nodes(),
                configured.usesUpNodes() ? besideUsed(pool, configured, settings, nodes) : nodes));
  }

  /** So many that can serve: those that have served, and are there, are none of them. */
  private int besideUsed(PoolId pool, Pool configured, ScalingSettings settings, int nodes) {
    PoolSnapshot seen = batch.pool(configured.batchPool(), settings.nodes());
    int all = nodes + new UsedNodes(batch, tasks).count(pool, seen);
    return Math.max(nodes, Math.min(settings.maximum(), all));
  }

  @Override
  public void stopResize(PoolId pool) {
    String batchPool = configured(pool).batchPool();
    done(() -> batch.stopResize(batchPool));
  }

  @Override
  public void takeNodesOver(PoolId pool) {
    String batchPool = configured(pool).batchPool();
    done(() -> batch.disableAutoscale(batchPool));
  }

  /**
   * Batch takes no formula during a resize, so that one is stopped: what it would have brought, the
   * formula asks for. Rule batch-one-resize.
   */
  @Override
  public void handNodesBack(PoolId pool) {
    Pool configured = configured(pool);
    ScalingSettings settings = scaling(configured);
    String batchPool = configured.batchPool();
    PoolSnapshot seen = reported(() -> batch.pool(batchPool, settings.nodes()));
    if (seen.autoscale()) {
      return;
    }
    if (seen.allocation() != Allocation.STEADY) {
      done(() -> batch.stopResize(batchPool));
      throw ApplicationFailure.newBuilder()
          .setMessage("pool " + batchPool + " is being resized; that is being stopped")
          .setType(FailureType.UNAVAILABLE)
          .setNextRetryDelay(UNTIL_STEADY)
          .build();
    }
    done(() -> batch.enableAutoscale(batchPool, AutoscaleFormula.of(settings)));
  }

  private static ScalingSettings scaling(Pool configured) {
    if (configured.scaling() == null) {
      throw ApplicationFailure.newNonRetryableFailure(
          "pool " + configured.name() + " has no scaling on this worker", FailureType.REFUSED);
    }
    return configured.scaling();
  }

  private Pool configured(PoolId pool) {
    return Configured.pool(fleet, pool);
  }

  private static void done(Runnable step) {
    reported(
        () -> {
          step.run();
          return true;
        });
  }
}
