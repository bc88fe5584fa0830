package dev.mayfly.worker.pool;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.pool.NodeActivities;
import dev.mayfly.workflows.pool.PoolStatus;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the pools' nodes scale as long as a worker is there: tells each entity so, again where it was
 * terminated, and has the nodes handed back to autoscale when this is the last worker and stops. To
 * be stopped before the worker, whose step that is.
 */
public final class PoolKeeper implements Managed {

  private static final Logger LOG = LoggerFactory.getLogger(PoolKeeper.class);
  private static final Duration TRY_EVERY = Duration.ofSeconds(5);
  private static final int TRIES_BETWEEN_LOOKS = 12;
  private static final Duration LAST_TRY = Duration.ofSeconds(2);
  // Container platforms wait 30 s for a process to end, and the worker's last steps need ten.
  private static final Duration HAND_BACK = Duration.ofSeconds(12);
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(250);

  private final PoolEntities entities;
  private final NodeActivities nodes;
  private final List<PoolId> pools;
  private final BooleanSupplier isLast;
  private final Set<PoolId> announced = ConcurrentHashMap.newKeySet();
  private final Set<PoolId> failing = ConcurrentHashMap.newKeySet();
  private final AtomicLong tries = new AtomicLong();
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("pool-keeper").setDaemon(true).build());

  /**
   * @param nodes hands back where an entity cannot do it.
   * @param pools whose nodes scale.
   * @param isLast whether no other worker is there; throws when nobody knows.
   */
  public PoolKeeper(
      PoolEntities entities, NodeActivities nodes, List<PoolId> pools, BooleanSupplier isLast) {
    this.entities = entities;
    this.nodes = nodes;
    this.pools = List.copyOf(pools);
    this.isLast = isLast;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a try never throws
  public void start() {
    keeper.scheduleWithFixedDelay(this::keep, 0, TRY_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void keep() {
    boolean looks = tries.getAndIncrement() % TRIES_BETWEEN_LOOKS == 0;
    pools.forEach(pool -> keep(pool, looks));
  }

  private void keep(PoolId pool, boolean looks) {
    try {
      if (!announced.contains(pool)) {
        entities.scale(pool);
        announced.add(pool);
      } else if (looks && waitsForWorker(entities.status(pool))) {
        entities.scale(pool);
      }
      failing.remove(pool);
    } catch (RuntimeException unreachable) {
      if (!keeper.isShutdown() && failing.add(pool)) {
        LOG.atWarn()
            .addKeyValue("pool", pool)
            .addKeyValue("cause", unreachable.getMessage())
            .log("the pool's workflow cannot be told to scale; trying again until it can");
      }
    }
  }

  /** A terminated entity, or one that was told of the last worker while this one came. */
  private static boolean waitsForWorker(Optional<PoolStatus> status) {
    return status.map(it -> it.nodes().waitsForWorker()).orElse(true);
  }

  @Override
  public void stop() throws InterruptedException {
    keeper.shutdownNow();
    keeper.awaitTermination(LAST_TRY.toMillis(), TimeUnit.MILLISECONDS);
    if (!announced.isEmpty() && isAlone()) {
      handBack();
    }
  }

  /** Where nobody knows: another worker would take them over again. */
  private boolean isAlone() {
    try {
      return isLast.getAsBoolean();
    } catch (RuntimeException nobodyKnows) {
      return true;
    }
  }

  private void handBack() {
    long deadline = System.nanoTime() + HAND_BACK.toNanos();
    List<PoolId> told = announced.stream().filter(this::isTold).toList();
    for (PoolId pool : announced) {
      if (!told.contains(pool) || !isHandedBack(pool, deadline)) {
        handBackWithoutIt(pool);
      }
    }
  }

  private boolean isTold(PoolId pool) {
    try {
      entities.rest(pool);
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
      LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
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
          .log("NODES NOT HANDED BACK: the pool stays as it is until a worker is there");
    }
  }
}
