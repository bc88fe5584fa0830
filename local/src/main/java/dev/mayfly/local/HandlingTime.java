package dev.mayfly.local;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Adds up how long a stand-in takes for what it is asked. Thread-safe. */
final class HandlingTime extends Filter {

  private final AtomicLong nanos = new AtomicLong();

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    long begun = System.nanoTime();
    try {
      chain.doFilter(exchange);
    } finally {
      nanos.addAndGet(System.nanoTime() - begun);
    }
  }

  @Override
  public String description() {
    return "time";
  }

  Duration busy() {
    return Duration.ofNanos(nanos.get());
  }
}
