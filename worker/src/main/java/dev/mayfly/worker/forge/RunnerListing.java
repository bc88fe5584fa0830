package dev.mayfly.worker.forge;

import java.time.Instant;
import java.util.List;

/**
 * All registrations of a scope, from one read of all pages.
 *
 * @param pages how many pages were read.
 * @param cost how many of them counted against the forge's budget: none that had not changed.
 * @param begun when the read began: it says nothing about registrations made later.
 */
public record RunnerListing(List<RunnerSnapshot> runners, int pages, int cost, Instant begun) {

  public RunnerListing {
    runners = List.copyOf(runners);
  }
}
