package dev.mayfly.gateway.http;

import java.util.concurrent.Semaphore;

/**
 * A bound on the requests that are handled at once, from when their bodies are there. One beyond it
 * is refused at once: a queue in front of the gateway would only make all of them late.
 */
public final class InFlightLimit {

  private final int limit;
  private final Semaphore permits;

  public InFlightLimit(int limit) {
    this.limit = limit;
    this.permits = new Semaphore(limit);
  }

  /**
   * Takes a permit, to be closed when the request has its answer.
   *
   * @throws OverloadedException at once when all are taken.
   */
  Permit acquire() {
    if (!permits.tryAcquire()) {
      throw new OverloadedException();
    }
    return permits::release;
  }

  boolean isReached() {
    return permits.availablePermits() == 0;
  }

  /** The number of requests in flight. */
  public int taken() {
    return limit - permits.availablePermits();
  }
}
