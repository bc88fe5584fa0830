package dev.mayfly.worker.pool;

import dev.mayfly.worker.entity.EntityKeeper;
import dev.mayfly.worker.entity.OpenEntities;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.pool.NodeActivities;
import dev.mayfly.workflows.pool.PoolStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the pools' nodes scale as long as a worker is there, and handed back to autoscale when this
 * is the last worker and stops. To be stopped before the worker, whose step that is.
 */
public final class PoolKeeper extends EntityKeeper<PoolId> {

  private static final Logger LOG = LoggerFactory.getLogger(PoolKeeper.class);
  // Container platforms wait 30 s for a process to end, and the worker's last steps need ten.
  private static final Duration HAND_BACK = Duration.ofSeconds(12);
  private static final Duration BETWEEN_QUERIES = Duration.ofMillis(250);

  private final PoolEntities entities;
  private final NodeActivities nodes;
  private final BooleanSupplier isLast;

  /**
   * @param nodes hands back where an entity cannot do it.
   * @param pools whose nodes scale.
   * @param open the pools' entities that need no look each minute.
   * @param isLast whether no other worker is there; throws when that cannot be determined.
   */
  public PoolKeeper(
      PoolEntities entities,
      NodeActivities nodes,
      List<PoolId> pools,
      OpenEntities open,
      BooleanSupplier isLast) {
    super("pool", pools, open);
    this.entities = entities;
    this.nodes = nodes;
    this.isLast = isLast;
  }

  @Override
  protected void announce(PoolId pool) {
    entities.signal(pool, "scale");
  }

  /** Announces it to a new entity, or to one that was told of the last worker meanwhile. */
  @Override
  protected void revive(PoolId pool) {
    if (entities.status(pool).map(status -> status.nodes().waitsForWorker()).orElse(true)) {
      entities.signal(pool, "scale");
    }
  }

  @Override
  public void stop() throws InterruptedException {
    super.stop();
    if (!announced().isEmpty() && isAlone()) {
      handBack();
    }
  }

  /**
   * Assumes this is the last worker when that cannot be determined: another one would take the
   * nodes over again.
   */
  private boolean isAlone() {
    try {
      return isLast.getAsBoolean();
    } catch (RuntimeException undetermined) {
      return true;
    }
  }

  private void handBack() {
    long deadline = System.nanoTime() + HAND_BACK.toNanos();
    List<PoolId> told = announced().stream().filter(this::isTold).toList();
    for (PoolId pool : announced()) {
      if (!told.contains(pool) || !isHandedBack(pool, deadline)) {
        handBackWithoutIt(pool);
      }
    }
  }

  private boolean isTold(PoolId pool) {
    try {
      entities.signOff(pool, "rest");
      return true;
    } catch (RuntimeException unreachable) {
      return false;
    }
  }

  private boolean isHandedBack(PoolId pool, long deadline) {
    while (System.nanoTime() < deadline) {
      try {
        Optional<PoolStatus> status = entities.status(pool);
        if (status.isEmpty() || !status.get().nodes().scaled()) {
          return true; // There is nothing to be handed back.
        }
        if (status.get().nodes().autoscales()) {
          return true;
        }
      } catch (RuntimeException noAnswer) {
        // It may come before the deadline.
      }
      LockSupport.parkNanos(BETWEEN_QUERIES.toNanos());
    }
    return false;
  }

  private void handBackWithoutIt(PoolId pool) {
    try {
      nodes.handNodesBack(pool);
    } catch (RuntimeException refused) {
      LOG.atWarn()
          .addKeyValue("pool", pool)
          .addKeyValue("cause", refused.getMessage())
          .log(
              "NODES NOT HANDED BACK: the pool keeps its nodes, which cost money, until a worker runs;"
                  + " start one, or run its command hand-back");
    }
  }
}
