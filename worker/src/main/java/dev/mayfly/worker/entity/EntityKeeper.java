package dev.mayfly.worker.entity;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps entities running while a worker is there, however long Temporal is down: announces the
 * worker to each of them, and checks on them from then on. One that is listed as open costs no call
 * (ADR 29).
 */
public abstract class EntityKeeper<I> implements Managed {

  private static final Logger LOG = LoggerFactory.getLogger(EntityKeeper.class);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final int CHECKS_PER_REVIVAL = 12;
  private static final int CHECKS_PER_REVIVAL_OF_OPEN = 60;
  private static final Duration LAST_CHECK = Duration.ofSeconds(2);

  private final String kind;
  private final List<I> ids;
  private final OpenEntities open;
  private final Set<I> announced = ConcurrentHashMap.newKeySet();
  private final Set<I> seenOpen = ConcurrentHashMap.newKeySet();
  private final Set<I> failing = ConcurrentHashMap.newKeySet();
  private final AtomicLong checks = new AtomicLong();
  private final ScheduledExecutorService thread;

  /**
   * @param kind of the entities, in words.
   * @param open those that are not to be revived.
   */
  protected EntityKeeper(String kind, List<I> ids, OpenEntities open) {
    this.kind = kind;
    this.ids = List.copyOf(ids);
    this.open = open;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            new ThreadFactoryBuilder().setNameFormat(kind + "-keeper").setDaemon(true).build());
  }

  /** Starts the entity unless it runs, and tells it of this worker. */
  protected abstract void announce(I id);

  /** Starts the entity again where it was terminated, or was told that no worker is left. */
  protected abstract void revive(I id);

  /** Checks the entity, more often than that. */
  protected void observe(I id) {}

  /** Returns the entities that know of this worker. */
  protected final Set<I> announced() {
    return announced;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a check never throws
  public final void start() {
    thread.scheduleWithFixedDelay(this::check, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Checks on each of them once, as its own thread does every five seconds. Never throws. */
  public final void check() {
    long number = checks.getAndIncrement();
    ids.forEach(id -> check(id, number));
  }

  private void check(I id, long number) {
    try {
      if (!announced.contains(id)) {
        announce(id);
        announced.add(id);
      } else if (isDue(id, number)) {
        revive(id);
      }
      observe(id);
      failing.remove(id);
    } catch (RuntimeException unreachable) {
      if (!thread.isShutdown() && failing.add(id)) {
        LOG.atWarn()
            .addKeyValue(kind, id)
            .addKeyValue("cause", unreachable.getMessage())
            .log("the {}'s workflow cannot be reached; trying again until it can", kind);
      }
    }
  }

  /** Returns whether it may have ended: at once when it is not in the list any more. */
  private boolean isDue(I id, long number) {
    boolean was = seenOpen.contains(id);
    if (open.has(id)) {
      seenOpen.add(id);
      return number % CHECKS_PER_REVIVAL_OF_OPEN == 0;
    }
    seenOpen.remove(id);
    return was || number % CHECKS_PER_REVIVAL == 0;
  }

  @Override
  public void stop() throws InterruptedException {
    thread.shutdownNow();
    thread.awaitTermination(LAST_CHECK.toMillis(), TimeUnit.MILLISECONDS);
  }
}
