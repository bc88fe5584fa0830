package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs stories in virtual time, bit for bit repeatably: each is a thread, exactly one holds the
 * baton, and the next event is due only when all of them wait. Whoever comes to wait looks for what
 * is next himself, so that the baton changes hands only where another story goes on.
 */
final class BatonScheduler {

  /** The run cannot go on: a story broke off, or never comes to rest. */
  static final class Stuck extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stuck(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private static final int MOST_ROUNDS = 10_000;

  /** Something due at a virtual time; what is called off stays in the queue and does nothing. */
  static final class Event {
    private final long at;
    private final long number;
    private final boolean ofTheWorld;
    private final Runnable what;
    private boolean calledOff;

    private Event(long at, long number, boolean ofTheWorld, Runnable what) {
      this.at = at;
      this.number = number;
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
  private final Deque<Stories> due = new ArrayDeque<>();
  private final Deque<Runnable> atRest = new ArrayDeque<>();
  private final List<Stories> all = new ArrayList<>();
  private final Baton baton = new Baton();
  private BooleanSupplier goesOn = () -> false;
  private @Nullable Stories going;
  private long now;
  private long numbers;
  private int rounds;
  private int worldEvents;
  private long happened;

  /** Milliseconds since the beginning. */
  long now() {
    return now;
  }

  Instant instant() {
    return EPOCH.plusMillis(now);
  }

  /** Returns how often the baton has changed hands. */
  long switches() {
    return baton.switches();
  }

  /** Returns the number of events so far; the same while stories react to one. */
  long happened() {
    return happened;
  }

  /** Something that the world does: the run is not over while one is due. */
  void after(long millis, Runnable what) {
    worldEvents++;
    events.add(new Event(now + millis, numbers++, true, what));
  }

  /** Something that only goes on while others do: a timer, a tick. */
  Event quietlyAfter(long millis, Runnable what) {
    Event event = new Event(now + millis, numbers++, false, what);
    events.add(event);
    return event;
  }

  /** Something to do before the next event, once every story waits. */
  void whenAtRest(Runnable what) {
    atRest.add(what);
  }

  boolean isWorldQuiet() {
    return worldEvents == 0;
  }

  Stories stories() {
    Stories stories = new Stories();
    all.add(stories);
    return stories;
  }

  /**
   * Lets events happen for as long as there are any and the condition holds, which is asked before
   * each.
   */
  void run(BooleanSupplier condition) {
    goesOn = condition;
    baton.lend(this::next);
    if (baton.defect() != null) {
      Throwable defect = requireNonNull(baton.defect());
      throw defect instanceof Stuck stuck
          ? stuck
          : new Stuck(
              "a story broke off: " + defect + " at " + List.of(defect.getStackTrace()), defect);
    }
  }

  /** Unwinds what still waits, so that its threads serve the next case. */
  void abandon() {
    baton.forgive();
    changed.clear();
    due.clear();
    atRest.clear();
    going = null;
    rounds = 0;
    all.forEach(Stories::abandon);
    run(() -> false);
  }

  /** The story that goes on now; null when everything is over. */
  private Baton.@Nullable Fiber next() {
    while (true) {
      if (going != null) {
        Baton.Fiber fiber = going.next();
        if (fiber != null) {
          return fiber;
        }
        going = null;
      }
      if (!due.isEmpty()) {
        going = due.poll().fromItsFirst();
      } else if (!changed.isEmpty()) {
        anotherRound();
      } else if (!atRest.isEmpty()) {
        atRest.poll().run();
      } else if (!happen()) {
        return null;
      }
    }
  }

  private void anotherRound() {
    if (++rounds > MOST_ROUNDS) {
      throw new Stuck("the stories never come to rest:\n" + positions(), null);
    }
    due.addAll(changed);
    changed.clear();
  }

  private boolean happen() {
    rounds = 0;
    Event event = goesOn.getAsBoolean() ? events.poll() : null;
    if (event == null) {
      return false;
    }
    if (event.ofTheWorld) {
      worldEvents--;
    }
    if (!event.calledOff) {
      now = event.at;
      happened++;
      event.what.run();
    }
    return true;
  }

  /** Where every story is, for a person. */
  String positions() {
    StringBuilder text = new StringBuilder();
    for (Stories stories : all) {
      stories.fibers.forEach(fiber -> text.append(fiber.position()).append('\n'));
    }
    return text.toString();
  }

  /** The stories of one life, which share its state: what changes it may let any of them go on. */
  final class Stories {

    private final List<Baton.Fiber> fibers = new ArrayList<>();
    private int turn;

    void changed() {
      changed.add(this);
    }

    /** Begins another story. */
    void begin(Runnable story) {
      fibers.add(baton.fiber(story));
      changed();
    }

    /** Lets the story that calls it wait. */
    void rest(String what, BooleanSupplier until) {
      if (!baton.mayPass(until)) {
        baton.pass(what, until);
      }
    }

    /** Unwinds them all: the worker that told them has died. */
    void abandon() {
      fibers.forEach(Baton.Fiber::abandon);
      changed();
    }

    private Stories fromItsFirst() {
      turn = 0;
      return this;
    }

    private Baton.@Nullable Fiber next() {
      while (turn < fibers.size()) {
        Baton.Fiber fiber = fibers.get(turn++);
        if (fiber.mayGoOn()) {
          changed();
          return fiber;
        }
      }
      fibers.removeIf(Baton.Fiber::isOver);
      return null;
    }
  }
}
