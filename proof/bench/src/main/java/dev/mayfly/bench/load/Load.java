package dev.mayfly.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Sends webhooks at a pace: a thread and a kept connection for each that may be under way. */
public final class Load {

  private final int port;
  private final ArrivalPace pace;
  private final Supplier<Webhook> webhooks;
  private final AtomicLong next = new AtomicLong();
  private final long start = System.nanoTime();

  private Load(int port, ArrivalPace pace, Supplier<Webhook> webhooks) {
    this.port = port;
    this.pace = pace;
    this.webhooks = webhooks;
  }

  /** Sends them all; returns when the last is answered. */
  public static LatencySamples run(int port, ArrivalPace pace, Supplier<Webhook> webhooks)
      throws InterruptedException {
    Load load = new Load(port, pace, webhooks);
    return LatencySamples.ofThreads(pace.connections(), load::send);
  }

  private List<Sample> send() {
    List<Sample> samples = new ArrayList<>();
    try (Connection connection = new Connection(port)) {
      for (long n = next.getAndIncrement();
          n < pace.count() && !isOver();
          n = next.getAndIncrement()) {
        long due = awaitTurn(n);
        Webhook webhook = webhooks.get();
        long sent = System.nanoTime();
        Connection.Answer answer = connection.send(webhook);
        samples.add(
            new Sample(
                webhook.job(), answer.status(), answer.saysWhen(), due, sent, System.nanoTime()));
      }
    }
    return samples;
  }

  private boolean isOver() {
    return System.nanoTime() - start > pace.lasts().toNanos();
  }

  private long awaitTurn(long n) {
    if (pace.isClosedLoop()) {
      return System.nanoTime();
    }
    long due = start + n * pace.apartNanos();
    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
      LockSupport.parkNanos(wait);
      if (Thread.currentThread().isInterrupted()) {
        return due;
      }
    }
    return due;
  }
}
