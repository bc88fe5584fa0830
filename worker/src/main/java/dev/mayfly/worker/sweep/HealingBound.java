package dev.mayfly.worker.sweep;

import java.time.Duration;

/** Within which time the sweep finds a job that everybody else has lost. */
final class HealingBound {

  private static final Duration HOUR = Duration.ofHours(1);

  private HealingBound() {}

  /**
   * A pass through all repositories takes as long as its requests take and the pause after it, or
   * as long as the sweep's allowance needs to grow again by what it costs, if that is longer. A job
   * that is lost just after its repository was searched is found by the next pass, by the end of
   * its search:
   *
   * <pre>bound = max(pause + search, cost / allowance per hour) + search</pre>
   *
   * <p>With a personal access token and GitHub's 5,000 requests an hour the allowance is 1,000. 100
   * quiet repositories cost nothing (304) and some 30 s: 2 min. 2,000 of which 100 change between
   * two passes cost some 400 requests: 24 min. An App's pass costs all that once an hour: 18 min
   * for 100, 6 h for 2,000.
   *
   * @param cost of the budget, for all that the sweep does in a pass; answers that nothing changed
   *     are free.
   * @param allowancePerHour what the sweep may use; 0: there is no limit.
   * @param search how long the requests of a pass take.
   */
  static Duration of(int cost, int allowancePerHour, Duration search, Duration pause) {
    Duration byTime = pause.plus(search);
    Duration byBudget =
        allowancePerHour == 0 ? Duration.ZERO : HOUR.multipliedBy(cost).dividedBy(allowancePerHour);
    return (byTime.compareTo(byBudget) > 0 ? byTime : byBudget).plus(search);
  }
}
