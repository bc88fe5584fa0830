package dev.mayfly.workflows;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a sweep knows, as it is carried from run to run, and as its query {@code status} and the
 * worker's metrics show it.
 *
 * @param schema of this record; fields may be added, never change their meaning.
 * @param suspects the orphans of the last complete look: what is found again is removed.
 * @param next where the next look for queued jobs begins; absent: from the start.
 * @param marks up to where the hooks' deliveries have been read.
 * @param givenUp the queued jobs that are left alone, by the last complete look.
 * @param lastSuccess when the last round began that could look at everything; absent: none yet.
 * @param failure why the last round was not complete; absent: it was.
 * @param bound within which time a lost job is found; absent: not known yet.
 */
public record SweepState(
    int schema,
    SweepId id,
    List<RunnerName> suspects,
    @Nullable String next,
    List<HookMark> marks,
    List<QueuedLook.GivenUp> givenUp,
    Counts counts,
    @Nullable Instant lastSuccess,
    @Nullable String failure,
    @Nullable Duration bound) {

  public static final int SCHEMA = 1;

  /**
   * What this sweep has done since its first round.
   *
   * @param provided lives started, and held ones told.
   * @param removed orphans.
   * @param kept orphans that turned out to have a job, once for each round.
   */
  public record Counts(long rounds, long provided, long redelivered, long removed, long kept) {}

  public SweepState {
    requireNonNull(id, "id");
    suspects = List.copyOf(suspects);
    marks = List.copyOf(marks);
    givenUp = List.copyOf(givenUp);
    requireNonNull(counts, "counts");
  }

  /** A sweep that has done nothing yet. */
  public static SweepState of(SweepId id) {
    return new SweepState(
        SCHEMA,
        id,
        List.of(),
        null,
        List.of(),
        List.of(),
        new Counts(0, 0, 0, 0, 0),
        null,
        null,
        null);
  }
}
