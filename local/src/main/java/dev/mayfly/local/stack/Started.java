package dev.mayfly.local.stack;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The parts that have been started, to be ended in the opposite order. Closing it twice is
 * harmless.
 */
public final class Started implements AutoCloseable {

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /** Takes over the end of a part, and returns it. */
  public <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** Ends every part, whatever becomes of the others. */
  @Override
  public void close() throws IOException {
    IOException failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        failure = new IOException("not everything was stopped", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
