package dev.mayfly.worker.intake;

import io.temporal.worker.tuning.CompositeTuner;
import io.temporal.worker.tuning.FixedSizeSlotSupplier;
import io.temporal.worker.tuning.SlotInfo;
import io.temporal.worker.tuning.SlotMarkUsedContext;
import io.temporal.worker.tuning.SlotPermit;
import io.temporal.worker.tuning.SlotReleaseContext;
import io.temporal.worker.tuning.WorkerTuner;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Counts the tasks of lives, and their steps, that a worker has in hand, so that an intake begins
 * lives only as fast as they are provided for: what waits in an intake costs nothing, and a life
 * that waits costs both cores and Temporal (ADR 17). Thread-safe.
 */
public final class TasksInHand {

  // The SDK's own numbers (WorkerOptions).
  private static final int SLOTS = 200;
  // Enough to keep a processor at work while some wait for a forge or for Batch: two to six were
  // tried, with stand-ins that answer at once (ADR 17); for those that take their time a guess.
  private static final int OF_A_PROCESSOR = 4;
  // Where a forge keeps every step waiting, lives of other forges still begin, four a second: a
  // guess, but far below the time that an intake's heart may stand still.
  private static final Duration LONGEST = Duration.ofMillis(250);

  private final int many;
  private final Duration longest;
  private final Set<SlotPermit> inHand = new HashSet<>();

  /** Counts none yet. */
  public TasksInHand() {
    this(OF_A_PROCESSOR * Runtime.getRuntime().availableProcessors(), LONGEST);
  }

  TasksInHand(int many, Duration longest) {
    this.many = many;
    this.longest = longest;
  }

  /** Returns as many slots as a worker has by default; what uses one is counted. */
  public WorkerTuner tuner() {
    return new CompositeTuner(new Counted<>(), new Counted<>(), uncounted(), uncounted());
  }

  /** Waits while there are many, for a quarter of a second at most. */
  public synchronized void awaitFew() {
    long end = System.nanoTime() + longest.toNanos();
    try {
      for (long left = longest.toNanos(); inHand.size() >= many && left > 0; ) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = end - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized int count() {
    return inHand.size();
  }

  synchronized void took(SlotPermit permit) {
    inHand.add(permit);
  }

  synchronized void gaveBack(SlotPermit permit) {
    if (inHand.remove(permit) && inHand.size() < many) {
      notifyAll();
    }
  }

  private static <S extends SlotInfo> FixedSizeSlotSupplier<S> uncounted() {
    return new FixedSizeSlotSupplier<>(SLOTS);
  }

  private final class Counted<S extends SlotInfo> extends FixedSizeSlotSupplier<S> {

    Counted() {
      super(SLOTS);
    }

    @Override
    public void markSlotUsed(SlotMarkUsedContext<S> slot) {
      took(slot.getSlotPermit());
      super.markSlotUsed(slot);
    }

    @Override
    public void releaseSlot(SlotReleaseContext<S> slot) {
      gaveBack(slot.getSlotPermit());
      super.releaseSlot(slot);
    }
  }
}
