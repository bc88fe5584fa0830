package dev.mayfly.bench.load;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A request as it goes over the wire. Its body's first part is shared by all of them: copies of it
 * would be a hundred megabytes of garbage a second, and its collection would count as the server's
 * time.
 */
public final class Webhook {

  private final long job;
  private final byte[] head;
  private final byte[] common;
  private final byte[] end;

  /**
   * @param job that it is about; 0 for none.
   * @param common the body's first part, which nobody may change.
   * @param end the rest of it.
   */
  Webhook(long job, byte[] head, byte[] common, byte[] end) {
    this.job = job;
    this.head = head;
    this.common = common;
    this.end = end;
  }

  public long job() {
    return job;
  }

  /** Sends it; at once, if the stream's buffer has room for all of it. */
  void writeTo(OutputStream out) throws IOException {
    out.write(head);
    out.write(common);
    out.write(end);
    out.flush();
  }
}
