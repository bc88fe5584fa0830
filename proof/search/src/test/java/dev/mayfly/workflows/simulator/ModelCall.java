package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.simulator.Script.Call;
import dev.mayfly.workflows.simulator.Script.Service;
import dev.mayfly.workflows.temporal.ActivityPolicies;
import dev.mayfly.workflows.temporal.FailureType;
import dev.mayfly.workflows.temporal.NotConfigured;
import dev.mayfly.workflows.temporal.StepFailed;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One activity, with all of its tries. */
final class ModelCall {

  /** The story that takes the step. */
  interface Asker {
    /** Not while Temporal is away: who answers asks first. */
    void answer(Object what);

    /** A step of a workflow that is over is not tried again. */
    boolean isOpen();

    /** Returns whether the step is tried within its life's own task: once, and briefly. */
    default boolean isAtOnce() {
      return false;
    }
  }

  /** A call that ends or removes something, cut in two. */
  interface Late {
    /** Nothing: a call that ends and removes nothing is as good late as never. */
    Late NONE = asleep -> () -> {};

    /**
     * Decides now; returns what the forge or Batch does when the request arrives.
     *
     * @param asleep whether the worker was suspended in between, so that it looks at its clock.
     */
    Runnable decide(boolean asleep);
  }

  static final long THERE = 80;
  private static final long BACK = 80;
  private static final long SLOW = 40 * FleetModel.SECOND;
  private static final long TIMES_OUT = 10 * FleetModel.SECOND;
  private static final long[] LATE = {
    2 * FleetModel.SECOND, FleetModel.MINUTE, 10 * FleetModel.MINUTE
  };
  private static final long AT_ONCE = ActivityPolicies.AT_ONCE.toMillis();
  private static final long RETRY_AFTER = 5 * FleetModel.MINUTE;
  private static final Duration CLEANING_UP = Duration.ofDays(7);

  private final ModelWorker worker;
  private final FleetModel model;
  private final Asker asker;
  private final BooleanSupplier reachable;
  private final BooleanSupplier refused;
  private final boolean providing;
  private final long until;
  private final Supplier<?> effect;
  private final Late late;
  private final Runnable givenUp;
  private final Iterator<Call> fates;
  private long pause = FleetModel.SECOND;
  private int tries;

  /**
   * @param reachable whether everything is there that it needs.
   * @param refused whether the credential is refused that it needs.
   * @param closeAfter how long it may go on with all of its tries.
   * @param late what arrives of it when the worker waits for it no more.
   * @param givenUp what to do when it is.
   */
  ModelCall(
      ModelWorker worker,
      FleetModel model,
      Asker asker,
      BooleanSupplier reachable,
      BooleanSupplier refused,
      Duration closeAfter,
      Supplier<?> effect,
      Late late,
      Runnable givenUp,
      Iterator<Call> fates) {
    this.worker = worker;
    this.model = model;
    this.asker = asker;
    this.reachable = reachable;
    this.refused = refused;
    this.providing = !closeAfter.equals(CLEANING_UP);
    this.until = worker.now() + closeAfter.toMillis();
    this.effect = effect;
    this.late = late;
    this.givenUp = givenUp;
    this.fates = fates;
  }

  void attempt() {
    if (!asker.isOpen()) {
      return;
    }
    long away = asker.isAtOnce() ? 0 : model.away(Service.TEMPORAL);
    if (away > 0) {
      worker.after(away + FleetModel.SECOND, this::attempt);
      return;
    }
    tries++;
    Call fate = fates.hasNext() ? fates.next() : Call.FINE;
    int generation = worker.generation();
    if (asker.isAtOnce() && (fate == Call.IS_SLOW || fate == Call.ANSWERS_LATE)) {
      again(AT_ONCE);
    }
    worker.after(fate == Call.IS_SLOW ? SLOW : THERE, () -> arrive(fate, generation));
  }

  private void arrive(Call fate, int generation) {
    if (generation != worker.generation()) {
      again(FleetModel.MINUTE);
    } else if (fate == Call.IS_REFUSED && providing) {
      fail(FailureType.REFUSED);
    } else if (fate == Call.IS_UNKNOWN_HERE) {
      leaveToAnother(NotConfigured.here("the pool", tries));
    } else if (refused.getAsBoolean()) {
      fail(FailureType.POOL_FAULT);
    } else if (fate == Call.IS_LIMITED) {
      again(RETRY_AFTER);
    } else if (late != Late.NONE && (fate == Call.ARRIVES_LATE || fate == Call.SLEEPS)) {
      Runnable arrival = late.decide(fate == Call.SLEEPS);
      model.tell(() -> "  " + asker + " is " + fate);
      worker.after(LATE[(int) (worker.now() / FleetModel.SECOND % LATE.length)], arrival);
      again(fate == Call.SLEEPS ? FleetModel.MINUTE : TIMES_OUT);
    } else if (fate == Call.FAILS || !reachable.getAsBoolean()) {
      again(pause);
    } else {
      Object value = effect.get();
      model.tell(() -> "  " + asker + " -> " + value);
      worker.after(fate == Call.ANSWERS_LATE ? SLOW : BACK, () -> answer(value, fate, generation));
      if (fate == Call.KILLS) {
        worker.kill();
      }
    }
  }

  private void leaveToAnother(ApplicationFailure unknown) {
    if (unknown.isNonRetryable()) {
      fail(unknown.getType());
    } else {
      again(pause);
    }
  }

  private void answer(Object value, Call fate, int generation) {
    boolean isHeard = asker.isAtOnce() || model.isReachable(Service.TEMPORAL);
    if (generation != worker.generation() || !isHeard) {
      again(FleetModel.MINUTE);
    } else if (fate == Call.FAILS_AFTER_COMMIT) {
      again(pause);
    } else {
      asker.answer(value);
    }
  }

  private void again(long after) {
    if (asker.isAtOnce()) {
      worker.after(Math.min(after, AT_ONCE), () -> asker.answer(LifeRun.NotAtOnce.ANSWER));
    } else if (worker.now() + after > until) {
      fail(FailureType.UNAVAILABLE);
    } else {
      pause = Math.min(2 * pause, FleetModel.MINUTE);
      worker.after(after, this::attempt);
    }
  }

  private void fail(String type) {
    long away = asker.isAtOnce() ? 0 : model.away(Service.TEMPORAL);
    if (away > 0) {
      worker.after(away, () -> fail(type));
    } else {
      givenUp.run();
      asker.answer(new StepFailed(type, type + " by script"));
    }
  }
}
