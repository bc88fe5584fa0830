package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Everything that chance decides in a fleet, as data: lists that are consumed in order, and a
 * harmless default where they end. A script prints itself as the Java that makes it, so that a
 * counter-example can be kept as a test. Times are in seconds.
 *
 * @param slots how many tasks a pool runs at once; 0: any number.
 * @param tick how often the watcher looks.
 * @param skew how far Batch's clock is ahead of Temporal's, until it jumps; the worker's is wrong
 *     by half of it, the other way.
 * @param kills when the worker is killed with -9.
 * @param sweeping how the sweep fares; absent: there is a stub of it, that makes up for first
 *     events that were lost and for nothing else, so that lives must cope by themselves.
 */
record Script(
    int slots,
    int tick,
    int skew,
    List<Job> jobs,
    List<Outage> outages,
    List<Integer> kills,
    @Nullable Sweeping sweeping) {

  static final int TICK = 10;

  /** Which runner a job asks for; the last two have a job limit, and just-in-time registrations. */
  enum Labels {
    PLAIN,
    LARGE,
    GPU,
    JIT
  }

  /** A fault of a runner; {@code after} counts from when it is online, if it gets so. */
  enum Fault {
    NONE,
    /** The task fails before its container runs, as when the image cannot be pulled. */
    NEVER_STARTS,
    DIES_EARLY,
    /** The container exits with 7 before it is online: its version is deprecated. */
    OUTDATED,
    NEVER_REGISTERS,
    NEVER_ONLINE,
    LATE,
    DIES,
    /** The container exits with 0 without a job. */
    LEAVES,
    /** The container does nothing any more, and does not exit. */
    HANGS,
    /** The container is dead, and for a while the forge does not know: jobs go to it in vain. */
    HAUNTS,
    PREEMPTED,
    /** The forge forgets the registration of a runner that is idle. */
    VANISHES,
    BLIPS,
    LINGERS,
    /** The forge calls it online and idle, and gives it no job, for ever. */
    IGNORED
  }

  /** The fate of one call of a step. */
  enum Call {
    FINE,
    FAILS,
    FAILS_AFTER_COMMIT,
    IS_SLOW,
    ANSWERS_LATE,
    /** Come again in five minutes: a rate limit. */
    IS_LIMITED,
    IS_REFUSED,
    /** It comes to a worker whose file does not have the pool or the forge (yet). */
    IS_UNKNOWN_HERE,
    /** The worker dies between the call's effect and its answer. */
    KILLS,
    /** It times out here, and arrives there afterwards: up to ten minutes later. */
    ARRIVES_LATE,
    /** The worker is suspended before it sends what it has decided, and goes on afterwards. */
    SLEEPS
  }

  /** A service that can be out. */
  enum Service {
    FORGE,
    BATCH,
    TEMPORAL,
    /** The forge answers, and refuses the worker's credential whatever it asks. */
    CREDENTIAL,
    /** The listing of runners leaves all of them out. */
    LISTING,
    /** The listing of runners stays as it was when this began. */
    FRESH_LISTING
  }

  /** The fate of one attempt of a job's life: it starts, is online, and meets a fault. */
  record Boot(int starts, int online, Fault fault, int after) {
    static final Boot DEFAULT = new Boot(5, 20, Fault.NONE, 0);
  }

  /**
   * The delivery of one event about a job.
   *
   * @param delay how late.
   * @param again how long afterwards once more; 0: not at all.
   */
  record Hook(boolean lost, int delay, int again) {
    static final Hook DEFAULT = new Hook(false, 0, 0);
  }

  /** A service does not answer. */
  record Outage(Service service, int at, int lasts) {}

  /** An operator's act on the job's life. */
  record Hand(Asks asks, int at) {
    enum Asks {
      CANCEL,
      FORCE,
      REPROVISION,
      /** A signal that makes no sense: which one, the time decides. */
      NONSENSE,
      /** Of the first run of the life only, and so is the next one. */
      TERMINATE,
      /** To its beginning: another run of it, told again all that the first was told. */
      RESET
    }
  }

  /** A trait of a job, as a number; times count from when it was made. */
  enum Trait {
    AT(0),
    /** The seconds that it runs once it has a runner. */
    LASTS(60),
    /** When it gets the approval that it needs; 0: it needs none; negative: never. */
    OPENS(0),
    CANCELLED(0),
    /** When a runner of somebody else takes it. */
    FOREIGN(0),
    /** The seconds after its end when it is run again, as another job. */
    RERUN(0),
    /** The seconds after its end when it is run again, as the same job. */
    RERUN_SAME(0),
    /** Which of several idle runners gets it. */
    PICK(0),
    /** 1: the forge never says anything of it. */
    SILENT(0),
    /** 1: no webhook ever tells of it. */
    UNTOLD(0),
    /** The seconds that a run of its life waits for a worker to take up its first task. */
    BEGINS(0),
    /** 1: its labels are written in capitals, and the forge compares them exactly. */
    CAPITALS(0);

    final int usual;

    Trait(int usual) {
      this.usual = usual;
    }
  }

  /** Something that nobody of this fleet made. */
  record Plant(What what, Whose whose, int at) {
    enum What {
      /** A registration whose container is gone. */
      REGISTRATION,
      /** A task whose container never registers. */
      TASK,
      /** A runner that works: it takes any job that it suits. */
      RUNNER
    }

    enum Whose {
      /** Of this installation, and of a life that there never was. */
      NOBODYS,
      /** Of this installation, and of another run of the first job's life. */
      OLD,
      /** Of another installation. */
      RIVALS,
      /** Of this installation's other forge. */
      OTHER_FORGES
    }
  }

  /**
   * The sweep.
   *
   * @param pause between its rounds.
   * @param width how many jobs' repositories its budget covers in a round; 0: all.
   * @param calls what becomes of its calls.
   */
  record Sweeping(int pause, int width, List<Plant> plants, List<Call> calls) {
    static final int PAUSE = 60;

    Sweeping {
      plants = List.copyOf(plants);
      calls = List.copyOf(calls);
    }

    Sweeping pause(int seconds) {
      return new Sweeping(seconds, width, plants, calls);
    }

    Sweeping width(int jobs) {
      return new Sweeping(pause, jobs, plants, calls);
    }

    Sweeping plants(List<Plant> all) {
      return new Sweeping(pause, width, all, calls);
    }

    Sweeping calls(List<Call> all) {
      return new Sweeping(pause, width, plants, all);
    }

    private String java() {
      StringBuilder java = new StringBuilder("\n    .swept(").append(pause).append(')');
      if (width != 0) {
        java.append(".width(").append(width).append(')');
      }
      for (Plant plant : plants) {
        java.append(
            ".plant(What.%s, Whose.%s, %d)".formatted(plant.what(), plant.whose(), plant.at()));
      }
      if (!calls.isEmpty()) {
        say(java, "sweepCalls", calls.stream().map(call -> "Call." + call).toList());
      }
      return java.toString();
    }
  }

  /** One job. Traits that are as usual are left out. */
  record Job(
      Labels labels,
      Map<Trait, Integer> traits,
      List<Boot> boots,
      List<Hook> hooks,
      List<Call> calls,
      List<Hand> hands) {

    Job {
      boots = List.copyOf(boots);
      hooks = List.copyOf(hooks);
      calls = List.copyOf(calls);
      hands = List.copyOf(hands);
    }

    int get(Trait trait) {
      return traits.getOrDefault(trait, trait.usual);
    }

    private boolean isHealthy() {
      return boots.isEmpty()
          && hooks.isEmpty()
          && calls.isEmpty()
          && hands.isEmpty()
          && Set.of(Trait.AT, Trait.LASTS, Trait.PICK).containsAll(traits.keySet());
    }

    Job with(Trait trait, int value) {
      Map<Trait, Integer> other = new EnumMap<>(Trait.class);
      other.putAll(traits);
      other.put(trait, value);
      if (value == trait.usual) {
        other.remove(trait);
      }
      return new Job(labels, Collections.unmodifiableMap(other), boots, hooks, calls, hands);
    }

    Job labels(Labels which) {
      return new Job(which, traits, boots, hooks, calls, hands);
    }

    Job lasts(int seconds) {
      return with(Trait.LASTS, seconds);
    }

    Job opens(int seconds) {
      return with(Trait.OPENS, seconds);
    }

    Job cancelled(int seconds) {
      return with(Trait.CANCELLED, seconds);
    }

    Job foreign(int seconds) {
      return with(Trait.FOREIGN, seconds);
    }

    Job rerun(int seconds) {
      return with(Trait.RERUN, seconds);
    }

    Job rerunSame(int seconds) {
      return with(Trait.RERUN_SAME, seconds);
    }

    Job pick(int which) {
      return with(Trait.PICK, which);
    }

    Job silent() {
      return with(Trait.SILENT, 1);
    }

    Job untold() {
      return with(Trait.UNTOLD, 1);
    }

    Job begins(int seconds) {
      return with(Trait.BEGINS, seconds);
    }

    Job capitals() {
      return with(Trait.CAPITALS, 1);
    }

    Job boots(List<Boot> all) {
      return new Job(labels, traits, all, hooks, calls, hands);
    }

    Job boots(Boot... all) {
      return boots(List.of(all));
    }

    Job hooks(List<Hook> all) {
      return new Job(labels, traits, boots, all, calls, hands);
    }

    Job hooks(Hook... all) {
      return hooks(List.of(all));
    }

    Job calls(List<Call> all) {
      return new Job(labels, traits, boots, hooks, all, hands);
    }

    Job calls(Call... all) {
      return calls(List.of(all));
    }

    Job hands(List<Hand> all) {
      return new Job(labels, traits, boots, hooks, calls, all);
    }

    Job hands(Hand... all) {
      return hands(List.of(all));
    }

    @Override
    public String toString() {
      StringBuilder java = new StringBuilder("job(").append(get(Trait.AT)).append(")");
      if (labels != Labels.PLAIN) {
        java.append(".labels(Labels.").append(labels).append(")");
      }
      traits.forEach((trait, value) -> java.append(java(trait, value)));
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
    return new Script(0, TICK, 0, List.of(jobs), List.of(), List.of(), null);
  }

  static Job job(int at) {
    return new Job(Labels.PLAIN, Map.of(), List.of(), List.of(), List.of(), List.of())
        .with(Trait.AT, at);
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

  /** Returns whether nothing goes wrong in it, and any runner suits any job. */
  boolean isHealthy() {
    return slots == 0
        && outages.isEmpty()
        && kills.isEmpty()
        && jobs.stream().allMatch(Job::isHealthy)
        && jobs.stream().map(Job::labels).distinct().count() <= 1
        && (sweeping == null || (sweeping.plants().isEmpty() && sweeping.calls().isEmpty()));
  }

  Script slots(int many) {
    return new Script(many, tick, skew, jobs, outages, kills, sweeping);
  }

  Script tick(int seconds) {
    return new Script(slots, seconds, skew, jobs, outages, kills, sweeping);
  }

  Script skew(int seconds) {
    return new Script(slots, tick, seconds, jobs, outages, kills, sweeping);
  }

  Script jobs(List<Job> all) {
    return new Script(slots, tick, skew, all, outages, kills, sweeping);
  }

  Script outages(List<Outage> all) {
    return new Script(slots, tick, skew, jobs, all, kills, sweeping);
  }

  Script outage(Service service, int at, int lasts) {
    List<Outage> more = new ArrayList<>(outages);
    more.add(new Outage(service, at, lasts));
    return outages(more);
  }

  Script kills(List<Integer> all) {
    return new Script(slots, tick, skew, jobs, outages, all, sweeping);
  }

  Script kill(int at) {
    List<Integer> more = new ArrayList<>(kills);
    more.add(at);
    return kills(more);
  }

  Script sweeping(@Nullable Sweeping how) {
    return new Script(slots, tick, skew, jobs, outages, kills, how);
  }

  Script swept(int pause) {
    return sweeping(new Sweeping(pause, 0, List.of(), List.of()));
  }

  Script width(int jobs) {
    return sweeping(requireNonNull(sweeping).width(jobs));
  }

  Script plant(Plant.What what, Plant.Whose whose, int at) {
    List<Plant> more = new ArrayList<>(requireNonNull(sweeping).plants());
    more.add(new Plant(what, whose, at));
    return sweeping(sweeping.plants(more));
  }

  Script sweepCalls(Call... all) {
    return sweeping(requireNonNull(sweeping).calls(List.of(all)));
  }

  @Override
  public String toString() {
    StringJoiner all = new StringJoiner(",\n    ", "fleet(\n    ", ")");
    jobs.forEach(job -> all.add(job.toString()));
    StringBuilder java = new StringBuilder(all.toString());
    if (slots != 0) {
      java.append(".slots(").append(slots).append(')');
    }
    if (tick != TICK) {
      java.append(".tick(").append(tick).append(')');
    }
    if (skew != 0) {
      java.append(".skew(").append(skew).append(')');
    }
    for (Outage outage : outages) {
      java.append(
          "\n    .outage(Service.%s, %d, %d)"
              .formatted(outage.service(), outage.at(), outage.lasts()));
    }
    kills.forEach(at -> java.append("\n    .kill(").append(at).append(")"));
    return java + (sweeping == null ? "" : sweeping.java());
  }

  private static String java(Trait trait, int value) {
    return switch (trait) {
      case AT -> "";
      case SILENT -> ".silent()";
      case UNTOLD -> ".untold()";
      case CAPITALS -> ".capitals()";
      case RERUN_SAME -> ".rerunSame(" + value + ")";
      default -> "." + trait.name().toLowerCase(Locale.ROOT) + "(" + value + ")";
    };
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

  private static void say(StringBuilder java, String what, List<String> values) {
    if (!values.isEmpty()) {
      java.append('.').append(what).append('(').append(String.join(", ", values)).append(')');
    }
  }
}
