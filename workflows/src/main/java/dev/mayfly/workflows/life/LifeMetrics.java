package dev.mayfly.workflows.life;

import static java.util.Objects.requireNonNullElse;

import com.uber.m3.tally.Scope;
import com.uber.m3.util.Duration;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.LifeStatus.PhaseEntry;
import dev.mayfly.workflows.temporal.Metrics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A life as numbers: how it and its runners ended, and the time that each part of it took. */
public final class LifeMetrics {

  private final Scope scope;
  private final Instant begun;
  private final Map<String, Integer> counted = new HashMap<>();
  private long onNodes;

  /**
   * @param scope leaves a life alone that is being replayed.
   * @param begun when its life did.
   */
  public LifeMetrics(Scope scope, String pool, Instant begun) {
    this.scope = scope.tagged(Map.of(Metrics.POOL, pool));
    this.begun = begun;
  }

  /**
   * Measures what is new.
   *
   * @param ends of its runners, all of them.
   */
  public void changed(LifeStatus status, List<End> ends, Instant now) {
    ends.subList(before(Metrics.ATTEMPTS, ends.size()), ends.size()).forEach(this::ended);
    status.attempts().forEach(this::time);
    countUpTo(Metrics.TASK_SECONDS, Map.of(), (int) (onNodes / 1_000));
    if (status.job().equals(JobState.State.IN_PROGRESS.name()) && before(Metrics.WAIT, 1) == 0) {
      scope.timer(Metrics.WAIT).record(between(begun, now));
    }
    if (status.outcome() != null) {
      countUpTo(
          Metrics.LIVES, Map.of(Metrics.OUTCOME, status.outcome(), Metrics.CAUSE, cause(ends)), 1);
    }
  }

  private static String cause(List<End> ends) {
    return ends.isEmpty() ? "" : name(ends.get(ends.size() - 1));
  }

  private static String name(End end) {
    return end.getClass().getSimpleName();
  }

  private void ended(End end) {
    Map<String, String> tags = Map.of(Metrics.END, name(end));
    scope.tagged(tags).counter(Metrics.ATTEMPTS).inc(1);
  }

  /** Counts runners that were made although this one gave no answer, and only what is new. */
  void unsure(String missing, int now) {
    countUpTo(Metrics.UNSURE, Map.of(Metrics.MISSING, missing), now);
  }

  void ignored(int now) {
    countUpTo(Metrics.MESSAGES_IGNORED, Map.of(), now);
  }

  private void countUpTo(String name, Map<String, String> tags, int now) {
    int before = before(name + tags, now);
    if (now > before) {
      scope.tagged(tags).counter(name).inc(now - before);
    }
  }

  private int before(String what, int now) {
    return requireNonNullElse(counted.put(what, now), 0);
  }

  private void time(AttemptStatus attempt) {
    List<PhaseEntry> phases = attempt.phases();
    int over = Math.max(0, phases.size() - 1);
    for (int i = before(attempt.runner(), over); i < over; i++) {
      Stage stage = Stage.of(phases.get(i).phase(), i == 0);
      Duration took = between(phases.get(i).at(), phases.get(i + 1).at());
      onNodes += stage.isOnNode() ? took.getNanos() / 1_000_000 : 0;
      scope
          .tagged(Map.of(Metrics.STAGE, stage.label(), Metrics.SHARE, stage.share()))
          .timer(Metrics.STAGES)
          .record(took);
    }
  }

  private static Duration between(Instant from, Instant to) {
    return Duration.ofMillis((double) Math.max(0, java.time.Duration.between(from, to).toMillis()));
  }
}
