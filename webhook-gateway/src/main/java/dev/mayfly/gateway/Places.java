package dev.mayfly.gateway;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many requests are looked after at once, and how much of their bodies is held. Whoever finds
 * no place is told so at once: a queue in front of the gateway would only make everybody late.
 */
final class Places {

  private final int all;
  private final Semaphore places;
  private final AtomicLong bytesLeft;

  /**
   * @param requests at once.
   * @param bytes of all their bodies together.
   */
  Places(int requests, long bytes) {
    this.all = requests;
    this.places = new Semaphore(requests);
    this.bytesLeft = new AtomicLong(bytes);
  }

  /** A place for a request, to be closed once it is answered; empty when all are taken. */
  Optional<Place> take() {
    return places.tryAcquire() ? Optional.of(new Place()) : Optional.empty();
  }

  /** How many are taken. */
  int taken() {
    return all - places.availablePermits();
  }

  /** One request's place, and the bytes of its body. */
  final class Place implements AutoCloseable {

    private final AtomicLong held = new AtomicLong();

    private Place() {}

    /** Room for so many bytes more; false when all bodies together would be too large. */
    boolean hold(int bytes) {
      if (bytesLeft.addAndGet(-bytes) < 0) {
        bytesLeft.addAndGet(bytes);
        return false;
      }
      held.addAndGet(bytes);
      return true;
    }

    @Override
    public void close() {
      bytesLeft.addAndGet(held.get());
      places.release();
    }
  }
}
