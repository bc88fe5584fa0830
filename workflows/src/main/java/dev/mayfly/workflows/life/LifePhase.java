package dev.mayfly.workflows.life;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The phase of a life as its search attribute has it: each change of that is an event, so there are
 * three, each set once and never taken back. The finer {@link Phase} comes by query.
 */
public enum LifePhase {
  /** No runner has the job, or may have it yet. */
  WAITING,
  /** A runner had or has the job, or nothing waits any more: what was made is being removed. */
  RUNNING,
  ENDED;

  static LifePhase of(LifeStatus status) {
    if (status.outcome() != null) {
      return ENDED;
    }
    boolean waits =
        status.job().equals(JobState.State.QUEUED.name())
            || status.job().equals(JobState.State.WAITING.name());
    return waits ? WAITING : RUNNING;
  }

  /**
   * Reads the attribute; empty where it says neither this nor, as lives of earlier releases do, a
   * {@link Phase}.
   */
  public static Optional<LifePhase> read(@Nullable String attribute) {
    return Arrays.stream(values())
        .filter(phase -> phase.name().equals(attribute))
        .findFirst()
        .or(
            () ->
                Arrays.stream(Phase.values())
                    .filter(phase -> phase.name().equals(attribute))
                    .map(LifePhase::of)
                    .findFirst());
  }

  /** Returns all values of the attribute that say it, those of earlier releases' lives too. */
  public List<String> attributes() {
    return Stream.concat(
            Stream.of(name()),
            Arrays.stream(Phase.values()).filter(phase -> of(phase) == this).map(Phase::name))
        .distinct()
        .toList();
  }

  private static LifePhase of(Phase phase) {
    return switch (phase) {
      case REQUESTED, HELD, MINTING, WAITING_FOR_CAPACITY, STARTING, ONLINE -> WAITING;
      case BUSY, CLEANING_UP -> RUNNING;
      case ENDED -> ENDED;
    };
  }
}
