package dev.mayfly.standin.server;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The time that a stand-in takes for what it is asked. Thread-safe. */
final class HandlingTime extends Filter {

  private static final int LATEST = 50;

  private final Deque<Long> nanos = new ArrayDeque<>();

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    long begun = System.nanoTime();
    try {
      chain.doFilter(exchange);
    } finally {
      took(System.nanoTime() - begun);
    }
  }

  private synchronized void took(long one) {
    if (nanos.size() == LATEST) {
      nanos.removeFirst();
    }
    nanos.addLast(one);
  }

  @Override
  public String description() {
    return "time";
  }

  /** The median of the latest fifty; zero before the first. */
  synchronized Duration typical() {
    return nanos.stream()
        .sorted()
        .skip(nanos.size() / 2)
        .findFirst()
        .map(Duration::ofNanos)
        .orElse(Duration.ZERO);
  }
}
