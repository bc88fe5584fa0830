package dev.mayfly.gateway;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets only so many requests use the processors at once, in the order in which they came. A
 * thousand threads that all could run would make everybody late, also those that only say 503.
 */
final class Turns {

  // Fair: whoever comes next would overtake those who wait, and keep some of them for seconds.
  private final Semaphore free;

  /**
   * @param atOnce how many.
   */
  Turns(int atOnce) {
    this.free = new Semaphore(atOnce, true);
  }

  /** Does this once it is due. It must wait for nothing itself. */
  <T> T during(Supplier<T> work) {
    free.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      free.release();
    }
  }
}
