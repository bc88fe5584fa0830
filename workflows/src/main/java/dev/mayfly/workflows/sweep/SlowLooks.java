package dev.mayfly.workflows.sweep;

/**
 * The looks of a sweep that are not tried within its own task: after one that took too long there
 * this one, after the next one two, then four, up to twenty rounds. So a start that is slow costs
 * little, and a forge that is always slow is seldom looked at twice.
 */
final class SlowLooks {

  private static final int MOST = 60;

  private int byStep;
  private int next = 1;

  /** Returns whether the next look may be tried at once; counts it otherwise. */
  boolean mayTry() {
    if (byStep == 0) {
      return true;
    }
    byStep--;
    return false;
  }

  /** One that was tried took too long, and goes by a step. */
  void tookTooLong() {
    byStep = next - 1;
    next = Math.min(2 * next, MOST);
  }
}
