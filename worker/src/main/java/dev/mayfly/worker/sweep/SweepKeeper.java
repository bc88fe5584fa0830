package dev.mayfly.worker.sweep;

import dev.mayfly.worker.entity.Entities;
import dev.mayfly.worker.entity.EntityKeeper;
import dev.mayfly.worker.entity.OpenEntities;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.sweep.SweepState;
import dev.mayfly.workflows.sweep.SweepWorkflow;
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
 * metrics and health checks do not wait for it: at each check, until that tells of a complete round
 * within the last minutes. So one that stands still is seen at once, and one that goes on is asked
 * every eight minutes.
 */
public final class SweepKeeper extends EntityKeeper<SweepId> {

  private static final Duration AT_LEAST = Duration.ofMinutes(10);
  // Each question is billed by Temporal Cloud, and a task of the sweep. Well within the patience.
  private static final Duration HOLDS = Duration.ofMinutes(8);

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
      OpenEntities open,
      String release,
      InstantSource clock) {
    super("sweep", sweeps, open);
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
        SweepWorkflow.TYPE,
        SweepState.class,
        SweepState::of,
        (options, sweep) ->
            options
                .setStaticSummary("sweep of " + sweep.forge())
                .setWorkflowTaskTimeout(SweepWorkflow.TASK_TIMEOUT));
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
    if (!isWell(sweep)) {
      entities.status(sweep).ifPresent(state -> states.put(sweep, state));
    }
  }

  private boolean isWell(SweepId sweep) {
    return state(sweep)
        .filter(known -> known.failure() == null && known.lastSuccess() != null)
        .filter(known -> sinceSuccess(sweep).compareTo(HOLDS) < 0)
        .isPresent();
  }

  public List<SweepId> sweeps() {
    return sweeps;
  }

  /**
   * Returns the state of the sweep some seconds ago, or some minutes where it was well then; empty
   * until it has answered once.
   */
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
