package dev.mayfly.workflows.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sweep as its query {@code report} tells of it.
 *
 * @param last its last pass; absent before the first one of a run, which begins every hour.
 * @param underWay since when a pass is under way; absent: none is.
 * @param next when the next one begins; absent while one is under way.
 * @param lastComplete when the last one began that could do all that it was to do; absent: none.
 * @param bound within which time a lost job is found; absent: not known yet.
 * @param unserved queued jobs that no pool serves.
 * @param givenUp queued jobs that are left alone, since their life ended for good.
 */
public record SweepReport(
    @Nullable SweepPass last,
    @Nullable Instant underWay,
    @Nullable Instant next,
    @Nullable Instant lastComplete,
    @Nullable Duration bound,
    Unserved unserved,
    List<QueueSnapshot.GivenUp> givenUp) {

  public SweepReport {
    givenUp = List.copyOf(givenUp);
  }
}
