package dev.mayfly.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Sends requests at a pace: a thread and a kept connection for each that may be under way. */
public final class Load {

  private final ArrivalPace pace;
  private final Supplier<? extends Sender> senders;
  private final AtomicLong next = new AtomicLong();
  private final long start = System.nanoTime();

  /** The way of one thread's requests. */
  public interface Sender extends AutoCloseable {

    /** Sends one that was due at this time, and returns when it is answered. */
    Sample send(long due);

    @Override
    default void close() {}
  }

  private Load(ArrivalPace pace, Supplier<? extends Sender> senders) {
    this.pace = pace;
    this.senders = senders;
  }

  /** Sends webhooks; returns when the last is answered. */
  public static LatencySamples run(int port, ArrivalPace pace, Supplier<Webhook> webhooks)
      throws InterruptedException {
    return run(pace, () -> new WebhookSender(new Connection(port), webhooks));
  }

  /** Sends whatever these send; returns when the last is answered. */
  public static LatencySamples run(ArrivalPace pace, Supplier<? extends Sender> senders)
      throws InterruptedException {
    Load load = new Load(pace, senders);
    return LatencySamples.ofThreads(pace.connections(), load::send);
  }

  private record WebhookSender(Connection connection, Supplier<Webhook> webhooks)
      implements Sender {

    @Override
    public Sample send(long due) {
      Webhook webhook = webhooks.get();
      long sent = System.nanoTime();
      Connection.Answer answer = connection.send(webhook);
      return new Sample(
          webhook.job(), answer.status(), answer.saysWhen(), due, sent, System.nanoTime());
    }

    @Override
    public void close() {
      connection.close();
    }
  }

  private List<Sample> send() {
    List<Sample> samples = new ArrayList<>();
    try (Sender sender = senders.get()) {
      for (long n = next.getAndIncrement();
          n < pace.count() && !isOver();
          n = next.getAndIncrement()) {
        samples.add(sender.send(awaitTurn(n)));
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
