package dev.mayfly.gateway.dispatch;

import com.google.common.base.Ticker;
import java.time.Duration;

/**
 * Tells whether events come in a burst: from when many are in hand until none has come for a
 * moment. Those that came alone in between would begin lives which take the server's time from the
 * others. Thread-safe.
 */
final class Burst {

  // At ten events a second a burst soon ends, at a hundred it goes on.
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Ticker ticker;
  private boolean goesOn;
  private long last;

  Burst(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * Returns whether the event that comes now is one of a burst.
   *
   * @param many whether there are so many that it begins, or goes on whatever was before.
   */
  synchronized boolean hasEvent(boolean many) {
    long now = ticker.read();
    goesOn = many || (goesOn && now - last < PAUSE.toNanos());
    last = now;
    return goesOn;
  }
}
