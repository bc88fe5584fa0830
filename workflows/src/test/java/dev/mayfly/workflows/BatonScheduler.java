package dev.mayfly.workflows;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs stories in virtual time, bit for bit repeatably: each is a thread, exactly one holds the
 * baton, and the next event is due only when all of them wait. A story's condition is looked at by
 * the scheduler, so a thread is woken only when it can go on.
 */
final class BatonScheduler {

  /** What the rest of an event does not change: a story that has nothing to wait for any more. */
  static final class Abandoned extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** The run cannot go on: a story broke off, or never comes to rest. */
  static final class Stuck extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stuck(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          story -> {
            Thread thread = new Thread(story, "story");
            thread.setDaemon(true);
            return thread;
          });
  private static final int MOST_ROUNDS = 10_000;
  private static final int SPINS = 2_000;
  private static final long REAL_BOUND = TimeUnit.SECONDS.toNanos(20);

  /** Something due at a virtual time; what is called off stays in the queue and does nothing. */
  final class Event {
    private final long at;
    private final long number;
    private final boolean ofTheWorld;
    private final Runnable what;
    private boolean calledOff;

    private Event(long at, boolean ofTheWorld, Runnable what) {
      this.at = at;
      this.number = numbers++;
      this.ofTheWorld = ofTheWorld;
      this.what = what;
    }

    void callOff() {
      calledOff = true;
    }
  }

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.<Event>comparingLong(event -> event.at)
              .thenComparingLong(event -> event.number));
  private final Set<Stories> changed = new LinkedHashSet<>();
  private final List<Stories> all = new ArrayList<>();
  private Thread scheduler = Thread.currentThread();
  private volatile @Nullable Fiber running;
  private @Nullable Throwable defect;
  private long now;
  private long numbers;
  private int worldEvents;
  private long switches;

  /** Milliseconds since the beginning. */
  long now() {
    return now;
  }

  Instant instant() {
    return EPOCH.plusMillis(now);
  }

  long switches() {
    return switches;
  }

  /** Something that the world does: the run is not over while one is due. */
  void after(long millis, Runnable what) {
    worldEvents++;
    events.add(new Event(now + millis, true, what));
  }

  /** Something that only goes on while others do: a timer, a tick. */
  Event quietlyAfter(long millis, Runnable what) {
    Event event = new Event(now + millis, false, what);
    events.add(event);
    return event;
  }

  boolean isWorldQuiet() {
    return worldEvents == 0;
  }

  Stories stories() {
    Stories stories = new Stories();
    all.add(stories);
    return stories;
  }

  /** Lets the next event happen, and every story go on as far as it can; false when none is due. */
  boolean step() {
    scheduler = Thread.currentThread();
    Event event = events.poll();
    if (event == null) {
      return false;
    }
    if (event.ofTheWorld) {
      worldEvents--;
    }
    if (!event.calledOff) {
      now = event.at;
      event.what.run();
      settle();
    }
    return true;
  }

  private void settle() {
    for (int round = 0; !changed.isEmpty(); round++) {
      if (round > MOST_ROUNDS) {
        throw new Stuck("the stories never come to rest:\n" + positions(), null);
      }
      List<Stories> due = List.copyOf(changed);
      changed.clear();
      due.forEach(Stories::goOn);
    }
  }

  /** Where every story is, for a person. */
  String positions() {
    StringBuilder text = new StringBuilder();
    for (Stories stories : all) {
      stories.fibers.forEach(fiber -> text.append(fiber.position()).append('\n'));
    }
    return text.toString();
  }

  /** Unwinds what still waits, so that its threads serve the next case. */
  void abandon() {
    for (Stories stories : all) {
      for (Fiber fiber : List.copyOf(stories.fibers)) {
        fiber.abandoned = true;
        if (fiber.thread != null && !fiber.over && fiber != running) {
          give(fiber);
        }
      }
    }
    defect = null;
  }

  private void give(Fiber fiber) {
    switches++;
    // Read before the baton is handed: a story that comes to its end at once has no thread.
    Thread thread = fiber.thread;
    running = fiber;
    if (thread == null) {
      THREADS.execute(fiber);
    } else {
      LockSupport.unpark(thread);
    }
    long until = System.nanoTime() + REAL_BOUND;
    for (int spins = 0; running != null; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, TimeUnit.SECONDS.toNanos(1));
        if (System.nanoTime() > until) {
          throw new Stuck("a story keeps the baton:\n" + fiber.position(), null);
        }
      }
    }
    if (defect != null && !fiber.abandoned) {
      StackTraceElement[] lines = defect.getStackTrace();
      throw new Stuck("a story broke off: " + defect + " at " + List.of(lines), defect);
    }
  }

  /** The stories of one life, which share its state: what changes it may let any of them go on. */
  final class Stories implements Waits {

    private final List<Fiber> fibers = new ArrayList<>();

    void changed() {
      changed.add(this);
    }

    private void goOn() {
      for (int i = 0; i < fibers.size(); i++) {
        Fiber fiber = fibers.get(i);
        if (!fiber.over && fiber.mayGoOn()) {
          give(fiber);
          changed();
        }
      }
      fibers.removeIf(fiber -> fiber.over);
    }

    @Override
    public Instant now() {
      return instant();
    }

    @Override
    public void until(BooleanSupplier condition) {
      current().rests();
      if (!condition.getAsBoolean()) {
        current().block("a condition", condition);
      }
    }

    @Override
    public boolean until(String timer, Duration atMost, BooleanSupplier condition) {
      current().rests();
      if (condition.getAsBoolean()) {
        return true;
      }
      boolean[] fired = new boolean[1];
      Event timeout =
          quietlyAfter(
              atMost.toMillis(),
              () -> {
                fired[0] = true;
                changed();
              });
      current().block(timer, () -> fired[0] || condition.getAsBoolean());
      timeout.callOff();
      return condition.getAsBoolean();
    }

    @Override
    public void beside(Runnable story) {
      fibers.add(new Fiber(story));
      changed();
    }

    private Fiber current() {
      Fiber fiber = running;
      if (fiber == null || fiber.thread != Thread.currentThread()) {
        throw new IllegalStateException("only a story can wait");
      }
      return fiber;
    }
  }

  private final class Fiber implements Runnable {

    private final Runnable story;
    private volatile @Nullable Thread thread;
    private volatile boolean over;
    private volatile boolean abandoned;
    private @Nullable BooleanSupplier condition;
    private String waitsFor = "its begin";
    private int turns;

    private Fiber(Runnable story) {
      this.story = story;
    }

    @Override
    public void run() {
      thread = Thread.currentThread();
      try {
        story.run();
      } catch (Abandoned unwound) {
        // The case is over.
      } catch (Throwable broken) {
        if (!abandoned) {
          defect = broken;
        }
      } finally {
        over = true;
        thread = null;
        hand();
      }
    }

    private boolean mayGoOn() {
      return condition == null || condition.getAsBoolean();
    }

    /** It need not wait, again and again: under Temporal, it would never yield. */
    private void rests() {
      if (abandoned) {
        throw new Abandoned();
      }
      if (++turns > MOST_ROUNDS) {
        throw new Stuck("a story turns in circles", null);
      }
    }

    private void block(String what, BooleanSupplier until) {
      turns = 0;
      waitsFor = what;
      condition = until;
      hand();
      for (int spins = 0; running != this; spins++) {
        if (spins < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(BatonScheduler.this);
        }
      }
      if (abandoned) {
        throw new Abandoned();
      }
      condition = null;
    }

    private void hand() {
      running = null;
      LockSupport.unpark(scheduler);
    }

    /** Which of the product's lines wait here, innermost first. */
    private String position() {
      Thread of = thread;
      StringBuilder text = new StringBuilder("waits for ").append(waitsFor);
      if (of != null) {
        for (StackTraceElement line : of.getStackTrace()) {
          String file = String.valueOf(line.getFileName());
          if (line.getClassName().startsWith("dev.mayfly.workflows.")
              && !file.startsWith("Baton")) {
            text.append(" < ").append(file).append(':').append(line.getLineNumber());
          }
        }
      }
      return text.toString();
    }
  }
}
