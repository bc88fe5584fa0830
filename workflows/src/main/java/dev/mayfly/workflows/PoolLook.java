package dev.mayfly.workflows;

import java.util.List;

/**
 * What a look at a pool's tasks found.
 *
 * @param live those of the runners asked about whose task is there and not over.
 * @param closed those of them that have no such task and whose life is over.
 * @param unasked how many more such tasks of this pool there are.
 */
public record PoolLook(List<RunnerName> live, List<RunnerName> closed, int unasked) {

  public PoolLook {
    live = List.copyOf(live);
    closed = List.copyOf(closed);
  }
}
