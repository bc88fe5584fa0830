package dev.mayfly.workflows.simulator;

import java.util.concurrent.Callable;
import java.util.function.LongFunction;

/** Looks for broken invariants in the product that is loaded with it. */
public final class MutantHunt implements Callable<String> {

  // Each mutant is to be noticed so many times in so many fleets: the margin.
  static final int ENOUGH = 3;
  private static final int BUDGET = 1_500;

  /** Returns how many of how many fleets break an invariant, and how the first one does. */
  @Override
  public String call() throws InterruptedException {
    return hunt(FleetRun.Around.UNEXPLAINED);
  }

  static String hunt(FleetRun.Around around) throws InterruptedException {
    return hunt(ScriptMaker::of, around);
  }

  static String hunt(LongFunction<Script> maker, FleetRun.Around around)
      throws InterruptedException {
    int threads = Runtime.getRuntime().availableProcessors();
    return new FleetSearch(1, maker, around).search(BUDGET, ENOUGH, false, threads).broken();
  }
}
