package dev.mayfly.gateway.http;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that deliveries are refused for overload, without a line for each of thousands. */
final class OverloadLog {

  private static final Logger log = LoggerFactory.getLogger(OverloadLog.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final Ticker ticker;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong next;

  OverloadLog(Ticker ticker) {
    this.ticker = ticker;
    this.next = new AtomicLong(ticker.read());
  }

  void note(Answer answer) {
    if (!answer.result().equals(Refusals.OVERLOADED)) {
      return;
    }
    long count = refused.incrementAndGet();
    long now = ticker.read();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + PAUSE.toNanos())) {
      log.atWarn()
          .addKeyValue("refusedSinceStart", count)
          .log(
              "overload: deliveries are refused with 503; the forge's redelivery or the sweep"
                  + " brings them back");
    }
  }
}
