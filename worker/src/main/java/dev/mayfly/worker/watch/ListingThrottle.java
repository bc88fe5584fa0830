package dev.mayfly.worker.watch;

import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.watch.PollRound.ListedScope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Keeps the listings of all scopes of a forge together within a fifth of the API budget: the more
 * pages they cost, the longer the pause to the next. Used by the watcher's one polling thread.
 */
final class ListingThrottle {

  private static final double SHARE = 0.2;
  // A scope that answers slowly, or not at all, takes at most a quarter of the polling thread.
  private static final int REST = 3;
  // A page that the forge only confirms costs nothing of the budget, but GitHub's secondary limits
  // count it too.
  private static final double CONFIRMED = 0.2;

  private final ToIntFunction<String> requestsPerHour;
  private final Map<String, Instant> paidUntil = new HashMap<>();
  private final Map<ListedScope, Instant> due = new HashMap<>();

  /**
   * @param requestsPerHour the whole budget of a forge's credential, by the forge's name.
   */
  ListingThrottle(ToIntFunction<String> requestsPerHour) {
    this.requestsPerHour = requestsPerHour;
  }

  /** Returns the weight of a listing, in requests of the budget. */
  static double requests(RunnerListing listing) {
    return listing.cost() + CONFIRMED * (listing.pages() - listing.cost());
  }

  /** Returns the weight of a listing that failed: nothing if it was not even sent. */
  static double requests(RuntimeException failure) {
    return failure instanceof ForgeException forge && !forge.wasSent() ? 0 : 1;
  }

  boolean isDue(ListedScope scope, Instant now) {
    return !now.isBefore(due.getOrDefault(scope, Instant.MIN));
  }

  /**
   * Records that a scope was listed, or did not answer. It is due again when everything spent on
   * its forge so far is paid for, so that scopes take turns.
   */
  void spent(ListedScope scope, Instant begun, Instant ended, double requests) {
    double requestsPerSecond =
        requestsPerHour.applyAsInt(scope.forge()) * SHARE / Duration.ofHours(1).toSeconds();
    Instant paid =
        later(begun, paidUntil.getOrDefault(scope.forge(), Instant.MIN))
            .plusMillis((long) Math.ceil(1000 * requests / requestsPerSecond));
    paidUntil.put(scope.forge(), paid);
    due.put(scope, later(paid, ended.plus(Duration.between(begun, ended).multipliedBy(REST))));
  }

  private static Instant later(Instant first, Instant second) {
    return first.isAfter(second) ? first : second;
  }
}
