package dev.mayfly.workflows.life;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the query {@code status}: the life at a glance.
 *
 * @param job what the life knows of its job, in one word: {@code QUEUED}, {@code WAITING}, {@code
 *     IN_PROGRESS}, {@code COMPLETED} or {@code CANCELLED} (by an operator).
 * @param since when the current phase began.
 * @param line the same in one sentence, as the Web UI shows it.
 * @param outcome the outcome's name, once there is one.
 */
public record LifeStatus(
    Phase phase,
    String job,
    Instant since,
    String line,
    List<AttemptStatus> attempts,
    @Nullable String outcome) {

  /**
   * One runner of the life.
   *
   * @param phases every phase it has entered, in order, with the time of entry.
   * @param end its {@link End} in one sentence, once it has ended.
   */
  public record AttemptStatus(
      String runner, Phase phase, List<PhaseEntry> phases, @Nullable String end) {}

  /** A phase and when it was entered. */
  public record PhaseEntry(Phase phase, Instant at) {}
}
