package dev.mayfly.workflows;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Everything that chance decides in a fleet, as data: lists that are consumed in order, and a
 * harmless default where they end. A script prints itself as the Java that makes it, so that a
 * counter-example can be kept as a test. Times are in seconds.
 *
 * @param slots how many tasks a pool runs at once; 0: any number.
 * @param tick how often the watcher looks.
 * @param kills when the worker is killed with -9.
 */
record Script(int slots, int tick, List<Job> jobs, List<Outage> outages, List<Integer> kills) {

  static final int TICK = 10;

  enum Labels {
    PLAIN,
    LARGE,
    GPU
  }

  enum Gate {
    NONE,
    OPENS,
    NEVER_OPENS
  }

  /** What goes wrong with a runner; {@code after} counts from when it is online, if it gets so. */
  enum Fault {
    NONE,
    NEVER_STARTS,
    DIES_EARLY,
    NEVER_REGISTERS,
    NEVER_ONLINE,
    LATE,
    DIES,
    LEAVES,
    PREEMPTED,
    VANISHES,
    BLIPS,
    LINGERS
  }

  /** What becomes of one call of a step. */
  enum Call {
    FINE,
    FAILS,
    FAILS_AFTER_COMMIT,
    IS_SLOW,
    ANSWERS_LATE,
    IS_REFUSED
  }

  enum Service {
    FORGE,
    BATCH,
    LISTING
  }

  /** How one attempt of a job's life fares: starts, is online, and meets a fault. */
  record Boot(int starts, int online, Fault fault, int after) {
    static final Boot DEFAULT = new Boot(5, 20, Fault.NONE, 0);
  }

  /**
   * How one event about a job is delivered.
   *
   * @param delay how late.
   * @param again how long afterwards once more; 0: not at all.
   */
  record Hook(boolean lost, int delay, int again) {
    static final Hook DEFAULT = new Hook(false, 0, 0);
  }

  /** A service does not answer, or the listing of runners leaves all of them out. */
  record Outage(Service service, int at, int lasts) {}

  /** What an operator does to the job's life. */
  record Hand(Asks asks, int at) {
    enum Asks {
      CANCEL,
      FORCE,
      REPROVISION
    }
  }

  /**
   * One job.
   *
   * @param lasts how long it runs once it has a runner.
   * @param gate whether it needs an approval, which comes {@code opens} after it was made.
   * @param cancelled when its run is cancelled, counted from when it was made; 0: never.
   * @param foreign when a runner of somebody else takes it, likewise.
   * @param rerun how long after its end it is run again, as another job; 0: never.
   * @param pick which of several idle runners gets it.
   */
  record Job(
      int at,
      Labels labels,
      int lasts,
      Gate gate,
      int opens,
      int cancelled,
      int foreign,
      int rerun,
      int pick,
      List<Boot> boots,
      List<Hook> hooks,
      List<Call> calls,
      List<Hand> hands) {

    static final int LASTS = 60;

    Job {
      boots = List.copyOf(boots);
      hooks = List.copyOf(hooks);
      calls = List.copyOf(calls);
      hands = List.copyOf(hands);
    }

    Job labels(Labels which) {
      return new Job(
          at, which, lasts, gate, opens, cancelled, foreign, rerun, pick, boots, hooks, calls,
          hands);
    }

    Job lasts(int seconds) {
      return new Job(
          at, labels, seconds, gate, opens, cancelled, foreign, rerun, pick, boots, hooks, calls,
          hands);
    }

    Job opens(int seconds) {
      return new Job(
          at,
          labels,
          lasts,
          Gate.OPENS,
          seconds,
          cancelled,
          foreign,
          rerun,
          pick,
          boots,
          hooks,
          calls,
          hands);
    }

    Job neverOpens() {
      return new Job(
          at,
          labels,
          lasts,
          Gate.NEVER_OPENS,
          0,
          cancelled,
          foreign,
          rerun,
          pick,
          boots,
          hooks,
          calls,
          hands);
    }

    Job ungated() {
      return new Job(
          at, labels, lasts, Gate.NONE, 0, cancelled, foreign, rerun, pick, boots, hooks, calls,
          hands);
    }

    Job cancelled(int seconds) {
      return new Job(
          at, labels, lasts, gate, opens, seconds, foreign, rerun, pick, boots, hooks, calls,
          hands);
    }

    Job foreign(int seconds) {
      return new Job(
          at, labels, lasts, gate, opens, cancelled, seconds, rerun, pick, boots, hooks, calls,
          hands);
    }

    Job rerun(int seconds) {
      return new Job(
          at, labels, lasts, gate, opens, cancelled, foreign, seconds, pick, boots, hooks, calls,
          hands);
    }

    Job pick(int which) {
      return new Job(
          at, labels, lasts, gate, opens, cancelled, foreign, rerun, which, boots, hooks, calls,
          hands);
    }

    Job boots(List<Boot> all) {
      return new Job(
          at, labels, lasts, gate, opens, cancelled, foreign, rerun, pick, all, hooks, calls,
          hands);
    }

    Job boots(Boot... all) {
      return boots(List.of(all));
    }

    Job hooks(List<Hook> all) {
      return new Job(
          at, labels, lasts, gate, opens, cancelled, foreign, rerun, pick, boots, all, calls,
          hands);
    }

    Job hooks(Hook... all) {
      return hooks(List.of(all));
    }

    Job calls(List<Call> all) {
      return new Job(
          at, labels, lasts, gate, opens, cancelled, foreign, rerun, pick, boots, hooks, all,
          hands);
    }

    Job calls(Call... all) {
      return calls(List.of(all));
    }

    Job hands(List<Hand> all) {
      return new Job(
          at, labels, lasts, gate, opens, cancelled, foreign, rerun, pick, boots, hooks, calls,
          all);
    }

    Job hands(Hand... all) {
      return hands(List.of(all));
    }

    Job at(int seconds) {
      return new Job(
          seconds, labels, lasts, gate, opens, cancelled, foreign, rerun, pick, boots, hooks, calls,
          hands);
    }

    @Override
    public String toString() {
      StringBuilder java = new StringBuilder("job(").append(at).append(")");
      if (labels != Labels.PLAIN) {
        java.append(".labels(Labels.").append(labels).append(")");
      }
      say(java, "lasts", lasts, LASTS);
      if (gate == Gate.OPENS) {
        java.append(".opens(").append(opens).append(")");
      } else if (gate == Gate.NEVER_OPENS) {
        java.append(".neverOpens()");
      }
      say(java, "cancelled", cancelled, 0);
      say(java, "foreign", foreign, 0);
      say(java, "rerun", rerun, 0);
      say(java, "pick", pick, 0);
      say(java, "boots", boots.stream().map(Script::java).toList());
      say(java, "hooks", hooks.stream().map(Script::java).toList());
      say(java, "calls", calls.stream().map(call -> "Call." + call).toList());
      say(java, "hands", hands.stream().map(Script::java).toList());
      return java.toString();
    }
  }

  Script {
    jobs = List.copyOf(jobs);
    outages = List.copyOf(outages);
    kills = List.copyOf(kills);
  }

  static Script fleet(Job... jobs) {
    return new Script(0, TICK, List.of(jobs), List.of(), List.of());
  }

  static Job job(int at) {
    return new Job(
        at,
        Labels.PLAIN,
        Job.LASTS,
        Gate.NONE,
        0,
        0,
        0,
        0,
        0,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  static Boot boot(Fault fault, int after) {
    return new Boot(Boot.DEFAULT.starts(), Boot.DEFAULT.online(), fault, after);
  }

  static Boot boot(int starts, int online) {
    return new Boot(starts, online, Fault.NONE, 0);
  }

  static Boot boot(int starts, int online, Fault fault, int after) {
    return new Boot(starts, online, fault, after);
  }

  static Hook lost() {
    return new Hook(true, 0, 0);
  }

  static Hook late(int delay) {
    return new Hook(false, delay, 0);
  }

  static Hook hook(int delay, int again) {
    return new Hook(false, delay, again);
  }

  static Hand hand(Hand.Asks asks, int at) {
    return new Hand(asks, at);
  }

  Script slots(int many) {
    return new Script(many, tick, jobs, outages, kills);
  }

  Script tick(int seconds) {
    return new Script(slots, seconds, jobs, outages, kills);
  }

  Script jobs(List<Job> all) {
    return new Script(slots, tick, all, outages, kills);
  }

  Script outages(List<Outage> all) {
    return new Script(slots, tick, jobs, all, kills);
  }

  Script outage(Service service, int at, int lasts) {
    List<Outage> more = new ArrayList<>(outages);
    more.add(new Outage(service, at, lasts));
    return outages(more);
  }

  Script kills(List<Integer> all) {
    return new Script(slots, tick, jobs, outages, all);
  }

  Script kill(int at) {
    List<Integer> more = new ArrayList<>(kills);
    more.add(at);
    return kills(more);
  }

  @Override
  public String toString() {
    StringJoiner all = new StringJoiner(",\n    ", "fleet(\n    ", ")");
    jobs.forEach(job -> all.add(job.toString()));
    StringBuilder java = new StringBuilder(all.toString());
    say(java, "slots", slots, 0);
    say(java, "tick", tick, TICK);
    for (Outage outage : outages) {
      java.append(
          "\n    .outage(Service.%s, %d, %d)"
              .formatted(outage.service(), outage.at(), outage.lasts()));
    }
    kills.forEach(at -> java.append("\n    .kill(").append(at).append(")"));
    return java.toString();
  }

  private static String java(Boot boot) {
    boolean usual =
        boot.starts() == Boot.DEFAULT.starts() && boot.online() == Boot.DEFAULT.online();
    if (boot.fault() == Fault.NONE) {
      return "boot(%d, %d)".formatted(boot.starts(), boot.online());
    }
    String fault = "Fault." + boot.fault() + ", " + boot.after();
    return usual
        ? "boot(" + fault + ")"
        : "boot(%d, %d, %s)".formatted(boot.starts(), boot.online(), fault);
  }

  private static String java(Hook hook) {
    if (hook.lost()) {
      return "lost()";
    }
    return hook.again() == 0
        ? "late(" + hook.delay() + ")"
        : "hook(%d, %d)".formatted(hook.delay(), hook.again());
  }

  private static String java(Hand hand) {
    return "hand(Asks.%s, %d)".formatted(hand.asks(), hand.at());
  }

  private static void say(StringBuilder java, String what, int value, int usual) {
    if (value != usual) {
      java.append('.').append(what).append('(').append(value).append(')');
    }
  }

  private static void say(StringBuilder java, String what, List<String> values) {
    if (!values.isEmpty()) {
      java.append('.').append(what).append('(').append(String.join(", ", values)).append(')');
    }
  }
}
