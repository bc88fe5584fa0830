package dev.mayfly.worker.sweep;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queued jobs that one search of a forge saw.
 *
 * @param repositories how many there are to search; 0 where one list covers them all.
 * @param examined how many of them, or how many such lists, this search read to the end.
 * @param next where the next search goes on; absent when this one came to the end.
 * @param calls how many requests it took, the free ones included.
 * @param cost how many of them counted against the budget.
 * @param passCost what a whole pass costs of the budget, as far as has been measured; where the
 *     forge forgets once an hour what was unchanged, the pass after that.
 */
record QueuePage(
    List<FoundJob> jobs,
    int repositories,
    int examined,
    @Nullable RepositoryCursor next,
    int calls,
    int cost,
    int passCost) {

  QueuePage {
    jobs = List.copyOf(jobs);
  }
}
