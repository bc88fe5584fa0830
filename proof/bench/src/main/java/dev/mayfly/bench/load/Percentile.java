package dev.mayfly.bench.load;

/** Of sorted figures the one that so many of a hundred do not exceed. */
public final class Percentile {

  private Percentile() {}

  /** NaN where there are none. */
  public static double of(double[] sorted, double percent) {
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted.length == 0 ? Double.NaN : sorted[Math.max(rank, 1) - 1];
  }
}
