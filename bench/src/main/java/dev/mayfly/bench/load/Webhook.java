package dev.mayfly.bench.load;

/** A request as it goes over the wire. */
public final class Webhook {

  private final long job;
  private final byte[] bytes;

  /**
   * @param job that it is about; 0 for none.
   * @param bytes head and body, which nobody may change.
   */
  Webhook(long job, byte[] bytes) {
    this.job = job;
    this.bytes = bytes;
  }

  public long job() {
    return job;
  }

  byte[] bytes() {
    return bytes;
  }
}
