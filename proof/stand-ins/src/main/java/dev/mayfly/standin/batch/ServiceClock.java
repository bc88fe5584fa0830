package dev.mayfly.standin.batch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The service's time: it goes as the world's does, and can be put forward. What is due happens in
 * the order of its time, under the account's lock.
 */
final class ServiceClock implements InstantSource, AutoCloseable {

  private record Due(Instant at, long order, Runnable action) {}

  private final Object lock;
  private final InstantSource system = InstantSource.system();
  private final PriorityQueue<Due> waiting =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "batch-stand-in");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Duration ahead = Duration.ZERO;
  private volatile Duration wrong = Duration.ZERO;
  private long orders;
  private @Nullable ScheduledFuture<?> wake;

  ServiceClock(Object lock) {
    this.lock = lock;
    timer.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Instant instant() {
    return system.instant().plus(ahead).plus(wrong);
  }

  /** Returns its time as those see it for whom none has passed at once. */
  Instant shown() {
    return system.instant().plus(wrong);
  }

  void later(Duration delay, Runnable action) {
    synchronized (lock) {
      Due due = new Due(instant().plus(delay), orders++, action);
      waiting.add(due);
      if (due.equals(waiting.peek())) {
        setWake();
      }
    }
  }

  /** Lets time pass at once: all that is due meanwhile has happened when this returns. */
  void advance(Duration time) {
    synchronized (lock) {
      Instant until = instant().plus(time);
      for (Due next = waiting.peek(); next != null; next = waiting.peek()) {
        if (next.at().isAfter(until)) {
          break;
        }
        putForwardTo(next.at());
        waiting.remove(next);
        next.action().run();
      }
      putForwardTo(until);
      setWake();
    }
  }

  /**
   * Sets it wrong, as a person or a bad time server does: no time passes, so that all that is to
   * happen happens when it would have.
   */
  void setWrong(Duration by) {
    synchronized (lock) {
      Duration more = by.minus(wrong);
      wrong = by;
      List<Due> all = List.copyOf(waiting);
      waiting.clear();
      all.forEach(due -> waiting.add(new Due(due.at().plus(more), due.order(), due.action())));
      setWake();
    }
  }

  private void putForwardTo(Instant time) {
    Duration missing = Duration.between(instant(), time);
    if (!missing.isNegative()) {
      ahead = ahead.plus(missing);
    }
  }

  private void run() {
    synchronized (lock) {
      try {
        advance(Duration.ZERO);
      } finally {
        setWake();
      }
    }
  }

  private void setWake() {
    if (wake != null) {
      wake.cancel(false);
    }
    Due next = waiting.peek();
    if (next != null) {
      long delay = Math.max(0, Duration.between(instant(), next.at()).toNanos());
      try {
        wake = timer.schedule(this::run, delay, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException closing) {
        // Nothing more happens in an account that is being closed.
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
