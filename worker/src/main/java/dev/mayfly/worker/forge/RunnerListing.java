package dev.mayfly.worker.forge;

import java.time.Instant;
import java.util.List;

/**
 * All registrations of a scope, from one look over all pages.
 *
 * @param pages how many requests the look cost.
 * @param begun when the look began: it says nothing about registrations made later.
 */
public record RunnerListing(List<RunnerSnapshot> runners, int pages, Instant begun) {

  public RunnerListing {
    runners = List.copyOf(runners);
  }
}
