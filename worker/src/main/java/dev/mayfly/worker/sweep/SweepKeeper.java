package dev.mayfly.worker.sweep;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.sweep.SweepState;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every forge's sweep running: begins it, however long Temporal is down, tells it of this
 * worker's release, and begins it again when somebody has ended it. Asks it how it stands, so that
 * metrics and health checks wait for nobody.
 */
public final class SweepKeeper implements Managed {

  private static final Logger LOG = LoggerFactory.getLogger(SweepKeeper.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final int LOOKS_BETWEEN_BEGINNINGS = 12;
  private static final Duration LAST_LOOK = Duration.ofSeconds(2);
  private static final Duration AT_LEAST = Duration.ofMinutes(10);

  private final SweepEntities entities;
  private final List<SweepId> sweeps;
  private final String release;
  private final InstantSource clock;
  private final Instant since;
  private final Map<SweepId, SweepState> states = new ConcurrentHashMap<>();
  private final Set<SweepId> announced = ConcurrentHashMap.newKeySet();
  private final Set<SweepId> failing = ConcurrentHashMap.newKeySet();
  private final AtomicLong looks = new AtomicLong();
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("sweep-keeper").setDaemon(true).build());

  /**
   * @param release this worker's: a sweep goes on with the newest one's code.
   */
  public SweepKeeper(
      SweepEntities entities, List<SweepId> sweeps, String release, InstantSource clock) {
    this.entities = entities;
    this.sweeps = List.copyOf(sweeps);
    this.release = release;
    this.clock = clock;
    this.since = clock.instant();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a look never throws
  public void start() {
    keeper.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    boolean begin = looks.getAndIncrement() % LOOKS_BETWEEN_BEGINNINGS == 0;
    sweeps.forEach(sweep -> keep(sweep, begin));
  }

  private void keep(SweepId sweep, boolean begin) {
    try {
      if (!announced.contains(sweep)) {
        entities.announce(sweep, release);
        announced.add(sweep);
      } else if (begin) {
        entities.begin(sweep);
      }
      entities.status(sweep).ifPresent(state -> states.put(sweep, state));
      failing.remove(sweep);
    } catch (RuntimeException unreachable) {
      if (!keeper.isShutdown() && failing.add(sweep)) {
        LOG.atWarn()
            .addKeyValue("sweep", sweep)
            .addKeyValue("cause", unreachable.getMessage())
            .log("the sweep cannot be begun or asked; trying again until it can");
      }
    }
  }

  public List<SweepId> sweeps() {
    return sweeps;
  }

  /** How the sweep stood some seconds ago; empty until it has answered once. */
  public Optional<SweepState> state(SweepId sweep) {
    return Optional.ofNullable(states.get(sweep));
  }

  /** Since the last complete round began; since this worker began, while there was none. */
  public Duration sinceSuccess(SweepId sweep) {
    Instant last = state(sweep).map(SweepState::lastSuccess).orElse(since);
    return Duration.between(last, clock.instant());
  }

  /** How long the sweep may go without a complete round before somebody had better look. */
  public Duration patience(SweepId sweep) {
    Duration bounds =
        state(sweep).map(SweepState::bound).map(bound -> bound.multipliedBy(3)).orElse(AT_LEAST);
    return bounds.compareTo(AT_LEAST) > 0 ? bounds : AT_LEAST;
  }

  @Override
  public void stop() throws InterruptedException {
    keeper.shutdownNow();
    keeper.awaitTermination(LAST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }
}
