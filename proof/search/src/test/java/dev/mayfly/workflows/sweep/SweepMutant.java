package dev.mayfly.workflows.sweep;

import static dev.mayfly.workflows.mutation.Mutant.call;
import static dev.mayfly.workflows.mutation.Mutant.skip;

import dev.mayfly.workflows.mutation.Mutant;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of a sweep, each broken. */
@SuppressWarnings("ImmutableEnumChecker") // a java.lang.reflect.Method, which nobody changes
public enum SweepMutant implements Mutant {
  NO_SWEEP(skip(Sweep.class, "part")),
  PROVIDE_FOR_NOBODY(skip(Sweep.class, "provideForQueued")),
  REMOVE_NO_ORPHAN(skip(Sweep.class, "removeOrphans")),
  TRUST_ONE_LISTING(
      call(Sweep.class, "removeOrphans", Set.class, "contains", SweepMutant.class, "contains")),
  RESTART_WHAT_WAS_GIVEN_UP(
      call(SweepRules.class, "isNewer", Instant.class, "isAfter", SweepMutant.class, "isAfter")),
  NEVER_WAKE_A_HELD_LIFE(
      call(SweepRules.class, "need", String.class, "equals", SweepMutant.class, "isHeld")),
  NEVER_ASK_A_LIFE_THAT_WAS_RESET(skip(SweepRules.class, "hasUse")),
  GO_ON_WHERE_NOTHING_STOPPED(
      call(Sweep.class, "moveOn", QueueSnapshot.class, "next", SweepMutant.class, "next")),
  REDELIVER_NOTHING(
      call(
          Sweep.class, "redeliver", SweepSteps.class, "redeliver", SweepMutant.class, "redeliver"));

  @SuppressWarnings("ImmutableEnumChecker") // a record of a Method, which does not change
  private final Place place;

  SweepMutant(Place place) {
    this.place = place;
  }

  @Override
  public Place place() {
    return place;
  }

  static boolean contains(Set<?> suspects, Object name) {
    return TRUST_ONE_LISTING.isOn() || suspects.contains(name);
  }

  static boolean isAfter(Instant createdAt, Instant closedAt) {
    return RESTART_WHAT_WAS_GIVEN_UP.isOn() || createdAt.isAfter(closedAt);
  }

  static boolean isHeld(String held, @Nullable Object phase) {
    return !NEVER_WAKE_A_HELD_LIFE.isOn() && held.equals(phase);
  }

  static @Nullable String next(QueueSnapshot queue) {
    return GO_ON_WHERE_NOTHING_STOPPED.isOn() ? "999999" : queue.next();
  }

  static void redeliver(SweepSteps steps, FailedDelivery delivery) {
    if (!REDELIVER_NOTHING.isOn()) {
      steps.redeliver(delivery);
    }
  }
}
