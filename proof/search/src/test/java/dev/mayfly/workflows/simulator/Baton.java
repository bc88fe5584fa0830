package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The baton that exactly one of several threads holds: its holder alone runs, and decides which is
 * next.
 */
final class Baton {

  /** Unwinds a story that nobody waits for any more. */
  private static final class Abandoned extends Error {
    private static final long serialVersionUID = 1L;

    private Abandoned() {
      super(null, null, false, false);
    }
  }

  private static final int MOST_TURNS = 10_000;
  private static final long REAL_BOUND = TimeUnit.SECONDS.toNanos(60);
  private static final ConcurrentLinkedDeque<Teller> IDLE = new ConcurrentLinkedDeque<>();

  private final Thread lender = Thread.currentThread();
  private Supplier<@Nullable Fiber> next = () -> null;
  private volatile boolean returned;
  private long switches;
  private volatile @Nullable Fiber holder;
  private @Nullable Throwable defect;

  long switches() {
    return switches;
  }

  /** Returns the defect that broke a story, or the search for the next one. */
  @Nullable Throwable defect() {
    return defect;
  }

  void forgive() {
    defect = null;
  }

  Fiber fiber(Runnable story) {
    return new Fiber(story);
  }

  /** Hands the baton round until nobody is next. */
  void lend(Supplier<@Nullable Fiber> who) {
    next = who;
    returned = false;
    Fiber first = whoIsNext();
    if (first == null) {
      return;
    }
    first.receive();
    long seen = switches;
    long since = System.nanoTime();
    while (!returned) {
      LockSupport.parkNanos(this, TimeUnit.SECONDS.toNanos(1));
      if (seen != switches) {
        seen = switches;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > REAL_BOUND) {
        throw new BatonScheduler.Stuck("a story keeps the baton: " + where(holder), null);
      }
    }
  }

  private static String where(@Nullable Fiber fiber) {
    return fiber == null ? "between two stories" : fiber.position();
  }

  private @Nullable Fiber whoIsNext() {
    if (defect == null) {
      // Between two stories: whether one may go on is nothing that an abandoned one could stop.
      Fiber before = holder;
      holder = null;
      try {
        return next.get();
      } catch (RuntimeException | Error broken) {
        defect = broken;
      } finally {
        holder = before;
      }
    }
    return null;
  }

  private void giveBack() {
    returned = true;
    LockSupport.unpark(lender);
  }

  /** Returns whether the story that asks need not wait; one that never does would never yield. */
  boolean mayPass(BooleanSupplier condition) {
    Fiber fiber = holder;
    if (fiber == null) {
      return condition.getAsBoolean();
    }
    if (fiber.abandoned) {
      throw new Abandoned();
    }
    if (++fiber.turns > MOST_TURNS) {
      throw new BatonScheduler.Stuck("a story turns in circles", null);
    }
    return condition.getAsBoolean();
  }

  /** Lets the story that calls it wait, and passes the baton on. */
  void pass(String what, BooleanSupplier until) {
    Fiber fiber = requireNonNull(holder);
    fiber.turns = 0;
    fiber.waitsFor = what;
    fiber.condition = until;
    Fiber following = whoIsNext();
    if (following != fiber) {
      if (following == null) {
        giveBack();
      } else {
        following.receive();
      }
      fiber.awaitTurn();
    }
    holder = fiber;
    if (fiber.abandoned) {
      throw new Abandoned();
    }
    fiber.condition = null;
  }

  /** One story. */
  final class Fiber {

    private final Runnable story;
    private @Nullable Thread thread;
    private volatile boolean turn;
    private boolean over;
    private boolean abandoned;
    private @Nullable BooleanSupplier condition;
    private String waitsFor = "its begin";
    private int turns;

    private Fiber(Runnable story) {
      this.story = story;
    }

    boolean isOver() {
      return over;
    }

    void abandon() {
      abandoned = true;
    }

    boolean mayGoOn() {
      return !over && (abandoned || condition == null || condition.getAsBoolean());
    }

    private void receive() {
      switches++;
      holder = this;
      if (thread == null) {
        Teller.tell(this);
      } else {
        turn = true;
        LockSupport.unpark(thread);
      }
    }

    private void awaitTurn() {
      while (!turn) {
        LockSupport.park(Baton.this);
      }
      turn = false;
    }

    private Baton of() {
      return Baton.this;
    }

    /** To its end; then the next one, if that has not begun yet either. */
    private @Nullable Fiber tell() {
      thread = Thread.currentThread();
      holder = this;
      try {
        if (!abandoned) {
          story.run();
        }
      } catch (Abandoned unwound) {
        // Nobody waits for it.
      } catch (RuntimeException | Error broken) {
        defect = abandoned ? defect : broken;
      }
      over = true;
      thread = null;
      return whoIsNext();
    }

    /** Which of the product's lines wait here, innermost first. */
    String position() {
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

  /** A thread that tells one story after the other, of whichever case. */
  private static final class Teller extends Thread {

    private volatile @Nullable Fiber given;

    private Teller() {
      super("story");
      setDaemon(true);
    }

    static void tell(Fiber fiber) {
      Teller idle = IDLE.poll();
      if (idle == null) {
        Teller fresh = new Teller();
        fresh.given = fiber;
        fresh.start();
      } else {
        idle.given = fiber;
        LockSupport.unpark(idle);
      }
    }

    @Override
    public void run() {
      while (true) {
        while (given == null) {
          LockSupport.park(this);
        }
        Fiber fiber = requireNonNull(given);
        given = null;
        Baton of = fiber.of();
        Fiber following = fiber.tell();
        while (following != null && following.thread == null) {
          of.switches++;
          following = following.tell();
        }
        IDLE.push(this);
        if (following == null) {
          of.giveBack();
        } else {
          following.receive();
        }
      }
    }
  }
}
