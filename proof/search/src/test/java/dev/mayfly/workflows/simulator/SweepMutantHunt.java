package dev.mayfly.workflows.simulator;

import java.util.concurrent.Callable;

/** Looks for broken invariants in fleets that are swept by the product that is loaded with it. */
public final class SweepMutantHunt implements Callable<String> {

  @Override
  public String call() throws InterruptedException {
    return hunt(SweptWorld::new);
  }

  static String hunt(FleetRun.SweptWorlds worlds) throws InterruptedException {
    return MutantHunt.hunt(SweepScriptMaker::of, FleetRun.Around.with(worlds));
  }
}
