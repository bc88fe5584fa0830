package dev.mayfly.workflows.sweep;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.temporal.InWords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
 * @param lastSuccess when the last round began that could do all that it was to do; one whose
 *     budget was for a part of the repositories only counts, one that could look into none does
 *     not. Absent: none yet.
 * @param failure why the last round was not complete; absent: it was.
 * @param bound within which time a lost job is found; absent: not known yet.
 * @param release of the newest worker that said so; absent: none did.
 * @param notRedelivered why failed deliveries of some or all hooks cannot be found, which makes no
 *     round incomplete: another hook's can, and the jobs are found without; absent: all can.
 * @param ignored what a status says of the messages to this run that it ignored; it is not carried
 *     on.
 */
public record SweepState(
    int schema,
    SweepId id,
    List<RunnerName> suspects,
    @Nullable String next,
    List<HookCursor> marks,
    List<QueueSnapshot.GivenUp> givenUp,
    Counts counts,
    @Nullable Instant lastSuccess,
    @Nullable String failure,
    @Nullable Duration bound,
    @Nullable String release,
    @Nullable String notRedelivered,
    // A worker of 0.1.0 reads no field that it does not know.
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String ignored) {

  public static final int SCHEMA = 1;

  private static final int MOST_LINES = 10;

  /**
   * The numbers of what this sweep has done since its first round.
   *
   * @param provided lives started, and held ones told.
   * @param removed orphans.
   * @param kept orphans that turned out to have a job, once for each round.
   */
  public record Counts(long rounds, long provided, long redelivered, long removed, long kept) {

    Counts plus(Sweep.Deed deed) {
      return new Counts(
          rounds + (deed == Sweep.Deed.ROUND ? 1 : 0),
          provided + (deed == Sweep.Deed.PROVIDED ? 1 : 0),
          redelivered + (deed == Sweep.Deed.REDELIVERED ? 1 : 0),
          removed + (deed == Sweep.Deed.REMOVED ? 1 : 0),
          kept + (deed == Sweep.Deed.KEPT ? 1 : 0));
    }

    @Override
    public String toString() {
      return "%d provided for, %d delivered again, %d removed, %d kept"
          .formatted(provided, redelivered, removed, kept);
    }
  }

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
        null,
        null,
        null,
        null);
  }

  /** The sweep for people: how it stands, what it did, whom it does not help. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d rounds, the last complete one at %s"
            .formatted(counts.rounds(), lastSuccess == null ? "no time yet" : lastSuccess));
    lines.add(
        "a lost job is found within "
            + (bound == null ? "a time not known yet" : InWords.of(bound)));
    lines.add(counts.toString());
    if (failure != null) {
      lines.add("the last round was not complete: " + failure);
    }
    if (notRedelivered != null) {
      lines.add("not delivered again: " + notRedelivered);
    }
    if (ignored != null) {
      lines.add(ignored);
    }
    givenUp.stream()
        .limit(MOST_LINES)
        .forEach(one -> lines.add("given up: " + one.life() + ", " + one.why()));
    if (givenUp.size() > MOST_LINES) {
      lines.add("given up: " + (givenUp.size() - MOST_LINES) + " more");
    }
    return lines;
  }
}
