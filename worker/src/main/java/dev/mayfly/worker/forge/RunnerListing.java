package dev.mayfly.worker.forge;

import java.time.Instant;
import java.util.List;

/**
 * All registrations of a scope, from one look over all pages.
 *
 * @param pages how many pages the look read.
 * @param cost how many of them counted against the forge's budget: none that had not changed.
 * @param begun when the look began: it says nothing about registrations made later.
 */
public record RunnerListing(List<RunnerSnapshot> runners, int pages, int cost, Instant begun) {

  public RunnerListing {
    runners = List.copyOf(runners);
  }
}
