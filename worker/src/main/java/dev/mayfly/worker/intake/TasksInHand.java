package dev.mayfly.worker.intake;

import dev.mayfly.workflows.intake.EventIntake;
import io.temporal.worker.tuning.CompositeTuner;
import io.temporal.worker.tuning.FixedSizeSlotSupplier;
import io.temporal.worker.tuning.SlotInfo;
import io.temporal.worker.tuning.SlotMarkUsedContext;
import io.temporal.worker.tuning.SlotPermit;
import io.temporal.worker.tuning.SlotReleaseContext;
import io.temporal.worker.tuning.WorkerTuner;
import io.temporal.worker.tuning.WorkflowSlotInfo;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the tasks of lives, and their steps, that a worker has in hand, so that an intake begins
 * lives only as fast as they are provided for, and fewer at a time while events come: what waits in
 * an intake costs nothing, and a life that waits costs both cores and Temporal (ADR 17).
 * Thread-safe.
 */
public final class TasksInHand {

  // The SDK's own numbers (WorkerOptions).
  private static final int SLOTS = 200;
  // Enough to keep a processor at work while some wait for a forge or for Batch: two to six were
  // tried, with stand-ins that answer at once (ADR 17); for those that take their time a guess.
  private static final int OF_A_PROCESSOR = 4;
  // While events come, so that they are answered first (ADR 17).
  private static final int MEANWHILE = 1;
  // Events come for so long after the last, as a burst goes on at the gateway; and for so long a
  // life counts that has begun, unless a task is taken before: then another worker has it. A guess.
  private static final Duration MOMENT = Duration.ofMillis(100);
  // Where a forge keeps every step waiting, lives of other forges still begin, four a second: a
  // guess, but far below the time that an intake's heart may stand still.
  private static final Duration LONGEST = Duration.ofMillis(250);

  private final int many;
  private final int manyMeanwhile;
  private final Duration longest;
  private final Duration moment;
  private final AtomicLong eventsUntil = new AtomicLong(System.nanoTime());
  private final Deque<Long> begunUntil = new ArrayDeque<>();
  private final Set<SlotPermit> inHand = new HashSet<>();

  /** Counts none yet. */
  public TasksInHand() {
    this(OF_A_PROCESSOR * Runtime.getRuntime().availableProcessors(), MEANWHILE, LONGEST, MOMENT);
  }

  /**
   * @param manyMeanwhile how many are many while events come.
   * @param moment for how long after each; and for how long a life counts whose first task nobody
   *     has taken yet.
   */
  TasksInHand(int many, int manyMeanwhile, Duration longest, Duration moment) {
    this.many = many;
    this.manyMeanwhile = manyMeanwhile;
    this.longest = longest;
    this.moment = moment;
  }

  /** Returns as many slots as a worker has by default; what uses one is counted. */
  public WorkerTuner tuner() {
    return new CompositeTuner(new Counted<>(), new Counted<>(), uncounted(), uncounted());
  }

  /** Waits while there are many, for a quarter of a second at most; then another life begins. */
  public synchronized void awaitFew() {
    long end = System.nanoTime() + longest.toNanos();
    try {
      for (long left = longest.toNanos(); areMany() && left > 0; ) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, moment.toNanos()));
        left = end - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    begunUntil.add(System.nanoTime() + moment.toNanos());
  }

  synchronized int count() {
    return inHand.size();
  }

  private boolean areMany() {
    int begun = begun();
    return doEventsCome() ? inHand.size() + begun >= manyMeanwhile : inHand.size() >= many;
  }

  // A worker that has much to do takes a life's first task late: others would begin meanwhile.
  private int begun() {
    while (!begunUntil.isEmpty() && System.nanoTime() - begunUntil.element() >= 0) {
      begunUntil.remove();
    }
    return begunUntil.size();
  }

  boolean doEventsCome() {
    return System.nanoTime() - eventsUntil.get() < 0;
  }

  /** Records that an intake was told events, which costs so little that it is not counted. */
  void eventsCame() {
    eventsUntil.set(System.nanoTime() + moment.toNanos());
  }

  synchronized void took(SlotPermit permit) {
    inHand.add(permit);
    begunUntil.poll();
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
      if (slot.getSlotInfo() instanceof WorkflowSlotInfo task
          && EventIntake.TYPE.equals(task.getWorkflowType())) {
        eventsCame();
      } else {
        took(slot.getSlotPermit());
      }
      super.markSlotUsed(slot);
    }

    @Override
    public void releaseSlot(SlotReleaseContext<S> slot) {
      gaveBack(slot.getSlotPermit());
      super.releaseSlot(slot);
    }
  }
}
