package dev.mayfly.bench.stack;

import java.io.IOException;
import java.time.Duration;

/** Waits, with a bound, for what other processes do. */
public final class BenchProgress {

  private static final Duration PAUSE = Duration.ofMillis(200);

  private BenchProgress() {}

  /** A claim that is waited for; asked several times a second. */
  public interface Claim {
    boolean holds() throws IOException, InterruptedException;
  }

  /**
   * @throws IllegalStateException when it does not come true in time.
   */
  public static void until(String what, Duration atMost, Claim claim)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!claim.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("waited " + atMost + " in vain until " + what);
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }
}
