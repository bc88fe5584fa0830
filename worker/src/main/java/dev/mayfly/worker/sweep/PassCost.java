package dev.mayfly.worker.sweep;

import dev.mayfly.worker.forge.ForgeApi;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * The cost of one forge's sweep on this worker: of the last search of each part for the healing
 * bound, and of all requests. Thread-safe.
 */
final class PassCost {

  private final IntSupplier allowancePerHour;
  private final boolean keepsItsToken;
  private final AtomicInteger deliveries = new AtomicInteger();
  private final AtomicInteger orphans = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger paid = new AtomicInteger();

  /**
   * @param allowancePerHour how many requests an hour the sweep may use; 0: there is no limit.
   * @param keepsItsToken as in {@link ForgeApi}; if not, a bound reckons with the pass after a
   *     renewal.
   */
  PassCost(IntSupplier allowancePerHour, boolean keepsItsToken) {
    this.allowancePerHour = allowancePerHour;
    this.keepsItsToken = keepsItsToken;
  }

  void ofDeliveries(int calls, int cost) {
    record(calls, cost);
    deliveries.set(dearest(calls, cost));
  }

  void ofOrphans(int calls, int cost) {
    record(calls, cost);
    orphans.set(dearest(calls, cost));
  }

  /** Returns what that costs when it costs most. */
  int dearest(int calls, int cost) {
    return keepsItsToken ? cost : calls;
  }

  void record(int calls, int cost) {
    requests.addAndGet(calls);
    paid.addAndGet(cost);
  }

  /** Returns how many requests were made, the free ones included. */
  int requests() {
    return requests.get();
  }

  /** Returns how many of them counted against the budget. */
  int paid() {
    return paid.get();
  }

  /**
   * @param queued the cost of the search for queued jobs in a pass.
   * @param search how long that takes.
   */
  Duration bound(int queued, Duration search, Duration pause) {
    int all = queued + deliveries.get() + orphans.get();
    return HealingBound.of(all, allowancePerHour.getAsInt(), search, pause);
  }
}
