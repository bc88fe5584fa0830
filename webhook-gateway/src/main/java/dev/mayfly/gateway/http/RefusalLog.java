package dev.mayfly.gateway.http;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what an operator should look at, overload and secrets that do not fit, without a line for
 * each of thousands.
 */
final class RefusalLog {

  private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);
  private static final int UNAUTHORIZED = 401;

  private final Line overloads;
  private final Line unverified;

  RefusalLog(Ticker ticker) {
    overloads = new Line(ticker, Duration.ofSeconds(10));
    // Any stranger can send these.
    unverified = new Line(ticker, Duration.ofMinutes(1));
  }

  void note(Answer answer) {
    if (answer.result().equals(Refusals.OVERLOADED)) {
      overloads.say(
          "overload: deliveries are refused with 503; the forge's redelivery or the sweep brings"
              + " them back");
    } else if (answer.status() == UNAUTHORIZED) {
      unverified.say(answer.reason());
    }
  }

  /** A line of the log that is written once in a while, with how often it was due. */
  private static final class Line {

    private final Ticker ticker;
    private final Duration pause;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong next;

    Line(Ticker ticker, Duration pause) {
      this.ticker = ticker;
      this.pause = pause;
      this.next = new AtomicLong(ticker.read());
    }

    void say(String what) {
      long count = refused.incrementAndGet();
      long now = ticker.read();
      long due = next.get();
      if (now - due >= 0 && next.compareAndSet(due, now + pause.toNanos())) {
        log.atWarn().addKeyValue("refusedSinceStart", count).log(what);
      }
    }
  }
}
