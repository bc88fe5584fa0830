package dev.mayfly.workflows.pool;

import dev.mayfly.workflows.id.RunnerName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a pool as Batch listed them.
 *
 * @param live those of the runners asked about whose task is there and not over.
 * @param closed those of them that have no such task and whose life is over.
 * @param unasked how many more such tasks of this pool there are.
 * @param maxRunners the pool's cap as configured where it was looked; absent: no cap.
 * @param counted as in {@link TurnRequest}.
 */
public record AdmissionSnapshot(
    List<RunnerName> live,
    List<RunnerName> closed,
    int unasked,
    @Nullable Integer maxRunners,
    boolean counted) {

  public AdmissionSnapshot {
    live = List.copyOf(live);
    closed = List.copyOf(closed);
  }
}
