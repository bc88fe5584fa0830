package dev.mayfly.standin.server;

/** A number of things to come that a fault meets. Thread-safe. */
public final class Countdown {

  private int left;

  /** Sets how many of the next are met. */
  public synchronized void set(int count) {
    left = count;
  }

  /** Returns whether the next one is met, which then has come. */
  public synchronized boolean take() {
    return left > 0 && left-- > 0;
  }
}
