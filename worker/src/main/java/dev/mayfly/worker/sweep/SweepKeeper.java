package dev.mayfly.worker.sweep;

import dev.mayfly.worker.entity.Entities;
import dev.mayfly.worker.entity.EntityKeeper;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.sweep.SweepState;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps every forge's sweep running, and on the newest worker's release. Reads its status, so that
 * metrics and health checks do not wait for it.
 */
public final class SweepKeeper extends EntityKeeper<SweepId> {

  private static final Duration AT_LEAST = Duration.ofMinutes(10);

  private final Entities<SweepId, SweepState> entities;
  private final List<SweepId> sweeps;
  private final String release;
  private final InstantSource clock;
  private final Instant since;
  private final Map<SweepId, SweepState> states = new ConcurrentHashMap<>();

  /**
   * @param release this worker's: a sweep goes on with the newest one's code.
   */
  public SweepKeeper(
      Entities<SweepId, SweepState> entities,
      List<SweepId> sweeps,
      String release,
      InstantSource clock) {
    super("sweep", sweeps);
    this.sweeps = List.copyOf(sweeps);
    this.entities = entities;
    this.release = release;
    this.clock = clock;
    this.since = clock.instant();
  }

  /** Returns the sweeps' workflows as Temporal has them. */
  public static Entities<SweepId, SweepState> entities(WorkflowClient client, String taskQueue) {
    return new Entities<>(
        client,
        taskQueue,
        "Sweep",
        SweepState.class,
        SweepState::of,
        (options, sweep) -> options.setStaticSummary("sweep of " + sweep.forge()));
  }

  @Override
  protected void announce(SweepId sweep) {
    entities.signal(sweep, "upgrade", release);
  }

  @Override
  protected void revive(SweepId sweep) {
    entities.start(sweep);
  }

  @Override
  protected void observe(SweepId sweep) {
    entities.status(sweep).ifPresent(state -> states.put(sweep, state));
  }

  public List<SweepId> sweeps() {
    return sweeps;
  }

  /** Returns the state of the sweep some seconds ago; empty until it has answered once. */
  public Optional<SweepState> state(SweepId sweep) {
    return Optional.ofNullable(states.get(sweep));
  }

  /** Returns the time since the last complete round began, or since this worker did before it. */
  public Duration sinceSuccess(SweepId sweep) {
    Instant last = state(sweep).map(SweepState::lastSuccess).orElse(since);
    return Duration.between(last, clock.instant());
  }

  /** Returns how long the sweep may go without a complete round before it counts as unhealthy. */
  public Duration patience(SweepId sweep) {
    Duration bounds =
        state(sweep).map(SweepState::bound).map(bound -> bound.multipliedBy(3)).orElse(AT_LEAST);
    return bounds.compareTo(AT_LEAST) > 0 ? bounds : AT_LEAST;
  }
}
