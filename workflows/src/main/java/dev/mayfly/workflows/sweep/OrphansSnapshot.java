package dev.mayfly.workflows.sweep;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * The orphans among the listed registrations and tasks.
 *
 * @param begun when it began: it says nothing of what was made later.
 * @param registrations how many of this installation's there are, orphans or not.
 * @param tasks how many of this installation's there are, orphans or not.
 * @param calls what it cost of the forge's budget.
 */
public record OrphansSnapshot(
    Instant begun, List<Orphan> orphans, int registrations, int tasks, int calls) {

  public OrphansSnapshot {
    requireNonNull(begun, "begun");
    orphans = List.copyOf(orphans);
  }
}
