package dev.mayfly.gateway.dispatch;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells whether events come in a burst: from when many are in hand until none has come for a
 * moment. Those that came alone in between would begin lives which take the server's time from the
 * others. Thread-safe.
 */
final class Burst {

  // A guess between two rates: at ten events a second a burst soon ends, at a hundred it goes on.
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Ticker ticker;
  private final AtomicLong end;

  Burst(Ticker ticker) {
    this.ticker = ticker;
    this.end = new AtomicLong(ticker.read());
  }

  /**
   * Returns whether the event that comes now is one of a burst.
   *
   * @param many whether there are so many that it begins, or goes on whatever was before.
   */
  boolean hasEvent(boolean many) {
    long now = ticker.read();
    if (!many && now - end.get() >= 0) {
      return false;
    }
    end.set(now + PAUSE.toNanos());
    return true;
  }
}
