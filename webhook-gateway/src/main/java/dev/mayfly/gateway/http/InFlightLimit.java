package dev.mayfly.gateway.http;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * How many requests are looked after at once, from when their bodies are there. Whoever finds no
 * place is told so at once: a queue in front of the gateway would only make everybody late.
 */
public final class InFlightLimit {

  private final int all;
  private final Semaphore free;

  public InFlightLimit(int all) {
    this.all = all;
    this.free = new Semaphore(all);
  }

  /** Does this in a place; empty, and nothing is done, when all are taken. */
  <T> Optional<T> during(Supplier<T> work) {
    if (!free.tryAcquire()) {
      return Optional.empty();
    }
    try {
      return Optional.of(work.get());
    } finally {
      free.release();
    }
  }

  boolean areTaken() {
    return free.availablePermits() == 0;
  }

  /** How many are taken. */
  public int taken() {
    return all - free.availablePermits();
  }
}
