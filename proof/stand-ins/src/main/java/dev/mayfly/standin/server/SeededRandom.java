package dev.mayfly.standin.server;

import java.util.SplittableRandom;

/**
 * Chance that repeats itself: what a key draws depends on the seed and the key alone, not on what
 * was drawn before it, so that threads which race each other draw the same in every run.
 */
public record SeededRandom(long seed) {

  /**
   * Returns whether the key is among so many percent.
   *
   * @param percent 0, never, to 100, always.
   */
  public boolean hits(int percent, String key) {
    return below(100, key) < percent;
  }

  /** A number from 0 to {@code bound - 1}, each as likely as the others. */
  public long below(long bound, String key) {
    // The generator scatters neighbouring seeds; the exclusive or alone would not.
    long start = new SplittableRandom(seed).nextLong() ^ key.hashCode();
    return new SplittableRandom(start).nextLong(bound);
  }
}
