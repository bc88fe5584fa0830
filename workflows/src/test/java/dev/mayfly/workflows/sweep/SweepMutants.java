package dev.mayfly.workflows.sweep;

import static dev.mayfly.workflows.mutation.Mutant.call;
import static dev.mayfly.workflows.mutation.Mutant.method;

import dev.mayfly.workflows.mutation.Mutant;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Sweeps that break one rule each. */
public final class SweepMutants {

  private SweepMutants() {}

  /** Every broken rule, by its name. */
  public static Map<String, Mutant> broken() {
    Map<String, Mutant> all = new LinkedHashMap<>();
    all.put("no sweep", method(Sweep.class, "round").becomes(SweepMutants.class, "aMinute"));
    all.put("provide for nobody", method(Sweep.class, "provideForQueued").doesNothing());
    all.put("remove no orphan", method(Sweep.class, "removeOrphans").doesNothing());
    all.put(
        "trust one listing",
        call(Sweep.class, "removeOrphans", Set.class, "contains", 1).returns(true));
    all.put(
        "restart what was given up",
        call(SweepRules.class, "isNewer", Instant.class, "isAfter", 1).returns(true));
    all.put(
        "never wake a held life",
        call(SweepRules.class, "need", String.class, "equals", 1).returns(false));
    all.put("never ask a life that was reset", method(SweepRules.class, "hasUse").returns(false));
    all.put(
        "go on where nothing stopped",
        call(Sweep.class, "moveOn", QueueSnapshot.class, "next", 0).returns("999999"));
    all.put(
        "redeliver nothing",
        call(Sweep.class, "redeliver", SweepSteps.class, "redeliver", 1).doesNothing());
    return all;
  }

  static Duration aMinute() {
    return Duration.ofMinutes(1);
  }
}
