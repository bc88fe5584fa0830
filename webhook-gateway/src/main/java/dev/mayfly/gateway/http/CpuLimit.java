package dev.mayfly.gateway.http;

import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;

/**
 * A bound on how many requests use the processors at once while many are in flight, in the order in
 * which they came. A thousand threads that all could run would make every answer late, a 503 too.
 */
public final class CpuLimit {

  // So few are late by milliseconds, and to hand on a permit is a switch of threads: at 16
  // connections what is wrongly signed was answered 0.84 times as often as the floor, not 1.15.
  private static final int FEW = 100;

  private final IntSupplier inFlight;
  // Fair: the next request would overtake those that wait, and keep some of them for seconds.
  private final Semaphore permits;

  /**
   * @param inFlight the number of requests, this one among them.
   * @param atOnce the number of permits.
   */
  public CpuLimit(IntSupplier inFlight, int atOnce) {
    this.inFlight = inFlight;
    this.permits = new Semaphore(atOnce, true);
  }

  /** Waits for its turn; the holder must wait for nothing before it closes the permit. */
  public Permit acquire() {
    if (inFlight.getAsInt() <= FEW) {
      return () -> {};
    }
    permits.acquireUninterruptibly();
    return permits::release;
  }
}
