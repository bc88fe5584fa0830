package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.simulator.Script.Call;
import dev.mayfly.workflows.simulator.Script.Hand;
import dev.mayfly.workflows.simulator.Script.Hand.Asks;
import dev.mayfly.workflows.simulator.Script.Job;
import dev.mayfly.workflows.simulator.Script.Labels;
import dev.mayfly.workflows.simulator.Script.Outage;
import dev.mayfly.workflows.simulator.Script.Plant;
import dev.mayfly.workflows.simulator.Script.Sweeping;
import dev.mayfly.workflows.simulator.Script.Trait;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a fleet with the real sweep from a seed: one of {@link ScriptMaker}'s, and what only a
 * sweep can mend on top of it.
 */
final class SweepScriptMaker extends Chance {

  private static final int DAY = 24 * 3600;

  private final Script fleet;
  // All wait for an approval that nobody tells of.
  private final boolean gated;
  private final double untold;
  private final double terminated;
  private final double planted;
  private final double calls;

  private SweepScriptMaker(long seed) {
    super(~seed);
    fleet = ScriptMaker.of(seed);
    gated = random.nextInt(10) == 0;
    untold = one(0.0, 0.0, 0.3, 1.0);
    terminated = one(0.0, 0.0, 0.3, 0.7);
    planted = one(0.0, 0.0, 0.5, 0.8);
    calls = one(0.0, 0.0, 0.1, 0.3);
  }

  static Script of(long seed) {
    SweepScriptMaker maker = new SweepScriptMaker(seed);
    return maker.fleet.jobs(maker.jobs()).sweeping(maker.sweeping());
  }

  private List<Job> jobs() {
    List<Job> jobs = new ArrayList<>();
    for (Job job : fleet.jobs()) {
      // A forge that does not speak of a job does not list it either.
      jobs.add(job.get(Trait.SILENT) > 0 ? job : troubled(job));
    }
    return jobs;
  }

  private Job troubled(Job job) {
    if (gated) {
      return job.untold().opens(7200).hands(List.of());
    }
    Job troubled = chance(untold) ? job.untold() : job;
    if (!chance(terminated)) {
      return troubled;
    }
    List<Hand> hands = new ArrayList<>(job.hands());
    // A just-in-time registration that is there already is replaced by the next run's.
    Asks asks = job.labels() == Labels.JIT ? Asks.TERMINATE : one(Asks.TERMINATE, Asks.RESET);
    hands.add(Script.hand(asks, one(upTo(10), upTo(60), upTo(600), upTo(3600))));
    return troubled.hands(hands);
  }

  private Sweeping sweeping() {
    return new Sweeping(
        pause(), one(0, 0, 1, 2, 3), list(planted, 5, this::plant), list(0.95, 40, this::call));
  }

  /** The longer a fleet takes, the fewer rounds an hour it gets: there are enough of them. */
  private int pause() {
    int longest = gated ? 7200 : 0;
    longest = Math.max(longest, fleet.outages().stream().mapToInt(Outage::lasts).max().orElse(0));
    for (Job job : fleet.jobs()) {
      for (int value : job.traits().values()) {
        longest = Math.max(longest, value);
      }
      longest =
          Math.max(longest, job.hooks().stream().mapToInt(Script.Hook::again).max().orElse(0));
    }
    if (longest >= DAY) {
      return 1800;
    }
    return longest >= 3600 ? one(300, 600) : one(30, 60, 60, 300);
  }

  private Plant plant() {
    return new Plant(
        one(Plant.What.values()), one(Plant.Whose.values()), one(0, upTo(60), upTo(1200)));
  }

  private Call call() {
    return chance(calls) ? one(Call.values()) : Call.FINE;
  }
}
