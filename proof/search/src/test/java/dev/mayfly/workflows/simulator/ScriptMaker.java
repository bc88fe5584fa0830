package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.simulator.Script.Boot;
import dev.mayfly.workflows.simulator.Script.Call;
import dev.mayfly.workflows.simulator.Script.Fault;
import dev.mayfly.workflows.simulator.Script.Hand;
import dev.mayfly.workflows.simulator.Script.Hand.Asks;
import dev.mayfly.workflows.simulator.Script.Hook;
import dev.mayfly.workflows.simulator.Script.Job;
import dev.mayfly.workflows.simulator.Script.Labels;
import dev.mayfly.workflows.simulator.Script.Outage;
import dev.mayfly.workflows.simulator.Script.Service;
import dev.mayfly.workflows.simulator.Script.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws a script from a seed. Each fleet has its own mixture of troubles, so that some see one kind
 * often and others a little of everything.
 */
final class ScriptMaker extends Chance {

  private static final Fault[] FAULTS = Fault.values();

  private static final List<Hook> ASSIGNMENT_LOST = List.of(Hook.DEFAULT, Script.lost());
  private static final List<Hook> COMPLETION_LOST =
      List.of(Hook.DEFAULT, Hook.DEFAULT, Script.lost());

  private final boolean healthy;
  // All ask for the same runner within seconds, so that runners and jobs are mixed up.
  private final boolean rush;
  // The listing of runners fails while jobs run whose ends nobody is told of.
  private final boolean blind;
  // Runners are online before the watcher looks, and nobody is told what they take.
  private final boolean quick;
  // Requests to end and to remove come late: runners are ready for a job just after their time, or
  // wait for a node while the jobs they were made for go elsewhere.
  private final boolean late;
  private final boolean lateReady;
  private final double hooks;
  private final double boots;
  private final double calls;
  private final double jobs;
  private final double hands;
  private final double outages;
  // Apart, so that each seed draws all else as it did before there were capitals.
  private final SplittableRandom spelling;
  // Apart for the same reason. Where it is busy, lives wait for a worker.
  private final SplittableRandom workers;
  private final boolean busy;

  private ScriptMaker(long seed) {
    super(seed);
    healthy = random.nextInt(16) == 0;
    late = random.nextInt(6) == 0;
    lateReady = late && random.nextBoolean();
    rush = late || random.nextInt(3) == 0;
    blind = rush && !late && random.nextInt(4) == 0;
    quick = rush && !late && !blind && random.nextInt(3) == 0;
    hooks = severity();
    boots = severity();
    calls = severity() / 2;
    jobs = severity();
    hands = random.nextInt(4) == 0 ? 0.2 : 0;
    outages = severity();
    spelling = new SplittableRandom(~seed);
    workers = new SplittableRandom(seed + 1);
    busy = workers.nextInt(4) == 0;
  }

  static Script of(long seed) {
    ScriptMaker maker = new ScriptMaker(seed);
    return maker.healthy ? maker.healthyScript() : Nonsense.into(maker.script(), seed);
  }

  private Script healthyScript() {
    List<Job> made = new ArrayList<>();
    Labels labels = one(Labels.values());
    while (made.isEmpty() || (made.size() < 12 && chance(0.8))) {
      made.add(Script.job(upTo(60)).labels(labels).lasts(one(5, 60, 300)).pick(upTo(4)));
    }
    return Script.fleet(made.toArray(Job[]::new)).tick(one(2, 5, 10, 20));
  }

  private Script script() {
    List<Job> made = new ArrayList<>();
    int many = 1 + random.nextInt(8);
    for (int i = 0; i < many; i++) {
      made.add(job());
    }
    List<Outage> spans = new ArrayList<>();
    if (blind) {
      spans.add(new Outage(Service.LISTING, 20 + upTo(120), one(60, 120)));
    }
    while (chance(outages) && spans.size() < 4) {
      spans.add(
          new Outage(
              one(Service.values()),
              upTo(rush ? 180 : 1800),
              one(20, 90, 600, 2400, 7200, 6 * 3600)));
    }
    List<Integer> kills = list(outages / 2, 3, () -> one(upTo(120), upTo(3600)));
    return new Script(
        late ? one(1, 3) : one(0, 0, 1, 2, 4),
        quick ? 20 : one(2, 5, 10, 10, 20),
        one(0, 0, 75, -75, 600, -600, 7200, -7200, 72 * 3600, -72 * 3600),
        made,
        spans,
        kills,
        null);
  }

  private Job job() {
    Job job =
        Script.job(rush ? upTo(3) : one(0, upTo(10), upTo(120), upTo(900)))
            .labels(rush ? Labels.PLAIN : labels())
            .lasts(
                late
                    ? lateReady ? one(60, 1800) : one(5, 20, 60)
                    : blind ? one(300, 1800) : one(5, 60, 60, 300, 1800, 3 * 3600))
            .pick(upTo(4))
            .boots(list(quick || lateReady ? 1 : late ? 0 : 0.9, 7, this::boot))
            .hooks(hooks())
            .calls(late ? lateCalls() : list(0.9, 12, this::call))
            .hands(hands > 0 ? list(hands, 2, this::hand) : List.of());
    if (chance(jobs / 3)) {
      job = job.opens(random.nextInt(4) == 0 ? -1 : one(30, 300, 1200, 3 * 3600, 48 * 3600));
      job = chance(hooks) ? job.hooks(COMPLETION_LOST) : job;
    }
    if (late && !lateReady) {
      return takenUpLate(chance(0.5) ? job.cancelled(1 + upTo(90)) : job, false);
    }
    if (chance(quick ? 0.3 : jobs / 3)) {
      job = job.cancelled(1 + one(upTo(20), upTo(60), upTo(600), upTo(7200)));
    }
    if (chance(jobs / 5)) {
      job = job.foreign(1 + one(upTo(20), upTo(60), upTo(600)));
    }
    if (spelling.nextInt(20) == 0) {
      job = job.capitals();
    }
    if (chance(jobs / 5)) {
      job = job.rerun(1 + one(upTo(5), upTo(600)));
    }
    // Not yet where the forge may refuse to speak, or a late event tell of the run before: the
    // re-run is forgotten then.
    boolean isClear =
        !job.calls().contains(Call.IS_REFUSED)
            && job.hooks().stream().allMatch(hook -> hook.delay() == 0 && hook.again() == 0);
    if (chance(jobs / 3) && isClear) {
      job = job.rerunSame(1 + one(upTo(5), upTo(60), upTo(600), 48 * 3600));
    }
    // A runner whose job the forge never speaks of is kept for ever where no webhook tells.
    boolean isTold =
        outages == 0
            && job.hooks().isEmpty()
            && job.get(Trait.OPENS) == 0
            && job.get(Trait.RERUN_SAME) == 0;
    return takenUpLate(isTold && chance(jobs / 3) ? job.silent() : job, isTold);
  }

  /**
   * Where workers are busy, a job may be over before its life is taken up, and nobody say so.
   *
   * @param isTold whether webhooks tell all of it, so that the forge need not.
   */
  private Job takenUpLate(Job job, boolean isTold) {
    if (!busy || workers.nextBoolean()) {
      return job;
    }
    Job late = job.begins(1 + workers.nextInt(300));
    return switch (workers.nextInt(4)) {
      case 0 -> late.cancelled(1 + workers.nextInt(30)).hooks(ASSIGNMENT_LOST);
      case 1 -> isTold ? late.foreign(1).lasts(5).hooks(ASSIGNMENT_LOST).silent() : late;
      default -> late;
    };
  }

  /** A token, a Batch job and a task, perhaps a removal, and then what comes late. */
  private List<Call> lateCalls() {
    List<Call> all = new ArrayList<>(List.of(Call.FINE, Call.FINE, Call.FINE));
    if (lateReady) {
      all.add(Call.FINE);
    }
    Call usual = one(Call.ARRIVES_LATE, Call.SLEEPS);
    while (all.size() < 16) {
      all.add(chance(0.8) ? usual : one(Call.FINE, Call.ANSWERS_LATE, Call.IS_SLOW));
    }
    return all;
  }

  private Labels labels() {
    return one(Labels.PLAIN, Labels.PLAIN, Labels.PLAIN, Labels.LARGE, Labels.GPU, Labels.JIT);
  }

  private Boot boot() {
    if (lateReady && chance(0.6)) {
      // Ready when its time to be online is just over.
      return new Boot(upTo(4), 5, Fault.LATE, 1795 + upTo(60));
    }
    Fault fault = chance(boots) ? one(FAULTS) : Fault.NONE;
    int after =
        fault == Fault.LATE
            ? one(60, 1500, 1800, 2400)
            : one(1, upTo(10), upTo(60), upTo(300), upTo(1200));
    boolean slow = chance(boots / 2);
    return new Boot(
        slow ? one(0, 60, 600, 4000) : upTo(quick ? 4 : 10),
        slow ? one(1, 120, 900) : quick ? 1 + upTo(5) : 5 + upTo(40),
        fault,
        fault == Fault.NONE ? 0 : after);
  }

  private List<Hook> hooks() {
    if (chance(quick ? 0.4 : 0)) {
      return ASSIGNMENT_LOST;
    }
    return chance(blind ? 0.7 : hooks / 2) ? COMPLETION_LOST : list(0.8, 6, this::hook);
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
    return Script.hand(one(Asks.CANCEL, Asks.FORCE, Asks.REPROVISION), one(0, upTo(60), upTo(600)));
  }

  private double severity() {
    return one(0.0, 0.0, 0.1, 0.3, 0.6);
  }
}
