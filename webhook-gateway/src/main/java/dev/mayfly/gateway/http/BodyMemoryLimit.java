package dev.mayfly.gateway.http;

import java.util.concurrent.atomic.AtomicLong;

/** The bound on the memory that all bodies take together. */
public final class BodyMemoryLimit {

  private final AtomicLong left;

  /**
   * @param bytes of all bodies together.
   */
  public BodyMemoryLimit(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** Opens the share of one body; what it holds is free again once it is closed. */
  Share share() {
    return new Share();
  }

  /** One body's share of the room. */
  final class Share implements AutoCloseable {

    private final AtomicLong held = new AtomicLong();

    private Share() {}

    /** Room for so many bytes more; false when there is none. */
    boolean hold(int bytes) {
      if (left.addAndGet(-bytes) < 0) {
        left.addAndGet(bytes);
        return false;
      }
      held.addAndGet(bytes);
      return true;
    }

    @Override
    public void close() {
      left.addAndGet(held.getAndSet(0));
    }
  }
}
