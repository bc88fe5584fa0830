package dev.mayfly.standin.batch;

import dev.mayfly.standin.runner.Death;
import dev.mayfly.standin.server.Countdown;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The faults that come next. Thread-safe. */
public final class BatchFaults {

  /**
   * One request's fault.
   *
   * @param operation absent for whichever comes next.
   * @param status what is answered instead; 0 to answer as usual, but late.
   * @param code Batch's error code.
   * @param retryAfter sent as whole seconds.
   * @param afterCommit whether it is done all the same before it is answered so.
   */
  public record Fault(
      @Nullable Operation operation,
      int status,
      String code,
      @Nullable Duration retryAfter,
      boolean afterCommit,
      Duration latency) {

    /** An answer that refuses without doing anything. */
    public static Fault refusal(
        @Nullable Operation operation, int status, String code, @Nullable Duration retryAfter) {
      return new Fault(operation, status, code, retryAfter, false, Duration.ZERO);
    }

    /** A 500 after it was done. */
    public static Fault afterCommit(Operation operation) {
      return new Fault(operation, 500, "InternalError", null, true, Duration.ZERO);
    }

    /** The usual answer, later. */
    public static Fault late(@Nullable Operation operation, Duration latency) {
      return new Fault(operation, 0, "", null, false, latency);
    }

    boolean fits(Optional<Operation> asked) {
      return operation == null || asked.filter(operation::equals).isPresent();
    }
  }

  private final Deque<Fault> next = new ArrayDeque<>();
  private final List<Operation> seen = new ArrayList<>();
  private final Countdown failedStarts = new Countdown();
  private final Countdown failedPulls = new Countdown();
  private final Countdown failedBoots = new Countdown();
  private @Nullable Duration bootDelay;
  private Mortality mortality = Mortality.NONE;
  private int mostNodes = Integer.MAX_VALUE;
  private String resizeError = "AccountCoreQuotaReached";

  /** Lets the next so many requests of the fault's operation fail so. */
  public synchronized void add(Fault fault, int times) {
    for (int i = 0; i < times; i++) {
      next.addLast(fault);
    }
  }

  /** Lets the next so many tasks fail to start. */
  public void failStarts(int times) {
    failedStarts.set(times);
  }

  /** Lets the next so many tasks find that their image cannot be pulled. */
  public void failPulls(int times) {
    failedPulls.set(times);
  }

  /** Lets the start task fail on the next so many nodes that boot. */
  public void failBoots(int times) {
    failedBoots.set(times);
  }

  /** From now on, instead of the setting. */
  public synchronized void delayBoots(Duration delay) {
    bootDelay = delay;
  }

  /** From now on some tasks die; only those whose image is the stand-in runner. */
  public synchronized void kill(Mortality some) {
    mortality = some;
  }

  /**
   * From now on no pool grows beyond so many nodes: a resize that asks for more ends with an error.
   *
   * @param code such as AccountCoreQuotaReached or AllocationFailed.
   */
  public synchronized void limitNodes(int most, String code) {
    mostNodes = most;
    resizeError = code;
  }

  /** Everything works again. */
  public synchronized void clear() {
    next.clear();
    failedStarts.set(0);
    failedPulls.set(0);
    failedBoots.set(0);
    bootDelay = null;
    mortality = Mortality.NONE;
    mostNodes = Integer.MAX_VALUE;
  }

  /** Returns how often an operation has been asked for, faults included. */
  public synchronized long asked(Operation operation) {
    return seen.stream().filter(operation::equals).count();
  }

  synchronized Optional<Fault> take(Optional<Operation> operation) {
    operation.ifPresent(seen::add);
    Optional<Fault> fault = next.stream().filter(each -> each.fits(operation)).findFirst();
    fault.ifPresent(next::removeFirstOccurrence);
    return fault;
  }

  boolean takeFailedStart() {
    return failedStarts.take();
  }

  synchronized Optional<Death> deathOf(String task) {
    return mortality.deathOf(task);
  }

  boolean takeFailedPull() {
    return failedPulls.take();
  }

  boolean takeFailedBoot() {
    return failedBoots.take();
  }

  synchronized int mostNodes() {
    return mostNodes;
  }

  synchronized String resizeError() {
    return resizeError;
  }

  synchronized Duration bootDelay(Duration usual) {
    return bootDelay == null ? usual : bootDelay;
  }
}
