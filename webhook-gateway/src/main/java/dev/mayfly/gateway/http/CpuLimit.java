package dev.mayfly.gateway.http;

import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * While many requests are in hand, lets only some use the processors at once, in the order in which
 * they came. A thousand threads that all could run would make everybody late, also those that only
 * say 503.
 */
public final class CpuLimit {

  // So few are late by milliseconds, and to hand on a turn is a switch of threads: at 16
  // connections what is wrongly signed was answered 0.84 times as often as the floor, not 1.15.
  private static final int FEW = 100;

  private final IntSupplier inHand;
  // Fair: whoever comes next would overtake those who wait, and keep some of them for seconds.
  private final Semaphore free;

  /**
   * @param inHand how many requests there are, this one among them.
   * @param atOnce how many of many.
   */
  public CpuLimit(IntSupplier inHand, int atOnce) {
    this.inHand = inHand;
    this.free = new Semaphore(atOnce, true);
  }

  /** Does this once it is due. It must wait for nothing itself. */
  <T> T during(Supplier<T> work) {
    if (inHand.getAsInt() <= FEW) {
      return work.get();
    }
    free.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      free.release();
    }
  }
}
