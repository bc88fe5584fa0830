package dev.mayfly.worker.sweep;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * What one forge's sweep costs on this worker: the last look of each part for the healing bound,
 * and all that was asked. Thread-safe.
 */
final class PassCost {

  private final IntSupplier sharePerHour;
  private final AtomicInteger deliveries = new AtomicInteger();
  private final AtomicInteger orphans = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger paid = new AtomicInteger();

  /**
   * @param sharePerHour how many requests an hour the sweep may use; 0: there is no limit.
   */
  PassCost(IntSupplier sharePerHour) {
    this.sharePerHour = sharePerHour;
  }

  void ofDeliveries(int calls, int cost) {
    asked(calls, cost);
    deliveries.set(cost);
  }

  void ofOrphans(int calls, int cost) {
    asked(calls, cost);
    orphans.set(cost);
  }

  void asked(int calls, int cost) {
    requests.addAndGet(calls);
    paid.addAndGet(cost);
  }

  /** How many requests were made, the free ones included. */
  int requests() {
    return requests.get();
  }

  /** How many of them counted against the budget. */
  int paid() {
    return paid.get();
  }

  /**
   * @param queued what looking for queued jobs costs in a pass.
   * @param look how long that takes.
   */
  Duration bound(int queued, Duration look, Duration pause) {
    int all = queued + deliveries.get() + orphans.get();
    return HealingBound.of(all, sharePerHour.getAsInt(), look, pause);
  }
}
