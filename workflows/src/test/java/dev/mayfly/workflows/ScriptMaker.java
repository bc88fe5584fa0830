package dev.mayfly.workflows;

import dev.mayfly.workflows.Script.Boot;
import dev.mayfly.workflows.Script.Call;
import dev.mayfly.workflows.Script.Fault;
import dev.mayfly.workflows.Script.Hand;
import dev.mayfly.workflows.Script.Hook;
import dev.mayfly.workflows.Script.Job;
import dev.mayfly.workflows.Script.Labels;
import dev.mayfly.workflows.Script.Outage;
import dev.mayfly.workflows.Script.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Draws a script from a seed. Each fleet has its own mixture of troubles, so that some see one kind
 * often and others a little of everything.
 */
final class ScriptMaker {

  private final SplittableRandom random;
  private final double hooks;
  private final double boots;
  private final double calls;
  private final double jobs;
  private final double hands;
  private final double outages;

  private ScriptMaker(long seed) {
    random = new SplittableRandom(seed);
    hooks = severity();
    boots = severity();
    calls = severity() / 2;
    jobs = severity();
    hands = random.nextInt(4) == 0 ? 0.2 : 0;
    outages = severity();
  }

  static Script of(long seed) {
    return new ScriptMaker(seed).script();
  }

  private Script script() {
    List<Job> made = new ArrayList<>();
    int many = 1 + random.nextInt(8);
    for (int i = 0; i < many; i++) {
      made.add(job());
    }
    List<Outage> spans = new ArrayList<>();
    while (chance(outages) && spans.size() < 4) {
      spans.add(
          new Outage(one(Service.values()), upTo(1800), one(20, 90, 600, 2400, 7200, 6 * 3600)));
    }
    List<Integer> kills = list(outages / 2, 3, () -> upTo(3600));
    return new Script(one(0, 0, 1, 2, 4), one(2, 5, 10, 10, 20), made, spans, kills);
  }

  private Job job() {
    Job job =
        Script.job(one(0, upTo(10), upTo(120), upTo(900)))
            .labels(one(Labels.PLAIN, Labels.PLAIN, Labels.PLAIN, Labels.LARGE, Labels.GPU))
            .lasts(one(5, 60, 60, 300, 1800, 3 * 3600))
            .pick(upTo(4))
            .boots(list(0.9, 7, this::boot))
            .hooks(list(0.8, 6, this::hook))
            .calls(list(0.9, 12, this::call))
            .hands(hands > 0 ? list(hands, 2, this::hand) : List.of());
    if (chance(jobs / 3)) {
      job =
          random.nextInt(4) == 0
              ? job.neverOpens()
              : job.opens(one(30, 300, 1200, 3 * 3600, 48 * 3600));
    }
    if (chance(jobs / 3)) {
      job = job.cancelled(1 + one(upTo(20), upTo(60), upTo(600), upTo(7200)));
    }
    if (chance(jobs / 5)) {
      job = job.foreign(1 + one(upTo(20), upTo(60), upTo(600)));
    }
    return chance(jobs / 5) ? job.rerun(1 + one(upTo(5), upTo(600))) : job;
  }

  private Boot boot() {
    Fault fault = chance(boots) ? one(Fault.values()) : Fault.NONE;
    int after =
        fault == Fault.LATE
            ? one(60, 1500, 1800, 2400)
            : one(1, upTo(10), upTo(60), upTo(300), upTo(1200));
    boolean slow = chance(boots / 2);
    return new Boot(
        slow ? one(0, 60, 600, 4000) : upTo(10),
        slow ? one(1, 120, 900) : 5 + upTo(40),
        fault,
        fault == Fault.NONE ? 0 : after);
  }

  private Hook hook() {
    if (!chance(hooks)) {
      return Hook.DEFAULT;
    }
    int delay = one(0, upTo(5), upTo(60), upTo(600), 7200);
    return random.nextInt(3) == 0
        ? Script.lost()
        : new Hook(false, delay, random.nextBoolean() ? 0 : 1 + one(upTo(3), upTo(900), 48 * 3600));
  }

  private Call call() {
    return chance(calls) ? one(Call.values()) : Call.FINE;
  }

  private Hand hand() {
    return Script.hand(one(Hand.Asks.values()), one(0, upTo(60), upTo(600)));
  }

  private double severity() {
    return one(0.0, 0.0, 0.1, 0.3, 0.6);
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private int upTo(int bound) {
    return random.nextInt(bound);
  }

  @SafeVarargs
  private <T> T one(T... all) {
    return all[random.nextInt(all.length)];
  }

  private <T> List<T> list(double more, int most, Supplier<T> each) {
    List<T> made = new ArrayList<>();
    while (made.size() < most && chance(more)) {
      made.add(each.get());
    }
    return made;
  }
}
