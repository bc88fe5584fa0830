package dev.mayfly.bench.scaling;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Every policy over the same jobs on the same pool. */
public final class ScalingComparison {

  /** Nobody can start a job on an empty pool sooner, in seconds. */
  public static final int FLOOR = SimulatedPool.BOOT + SimulatedPool.IMAGE_START;

  private static final int DAY = 24 * 3600;

  /**
   * The result of a policy.
   *
   * @param p50 seconds from a job's arrival until its container had started; {@code p95} likewise.
   */
  public record Outcome(String policy, int p50, int p95, double nodeHours) {}

  private ScalingComparison() {}

  /** The policies, each over a day that has these jobs. */
  public static List<Outcome> compare(Trace trace) {
    return List.of(
        run(new FormulaPolicy("2022 formula, 4 nodes", "2022", 4), trace),
        run(new FormulaPolicy("2022 formula, 30 nodes", "2022", SimulatedPool.MOST), trace),
        run(new FormulaPolicy("corrected formula", "corrected", SimulatedPool.MOST), trace),
        run(new DemandPolicy(0), trace),
        run(new DemandPolicy(1), trace));
  }

  private static Outcome run(Policy policy, Trace trace) {
    SimulatedPool pool = new SimulatedPool();
    int next = 0;
    for (int now = 0; now < DAY || !pool.isIdle(); now++) {
      List<Trace.Job> arrived = new ArrayList<>();
      while (next < trace.jobs().size() && trace.jobs().get(next).arrival() <= now) {
        arrived.add(trace.jobs().get(next++));
      }
      pool.tick(now, arrived);
      policy.resize(now, pool);
    }
    List<Integer> waits = new ArrayList<>(pool.waits());
    Collections.sort(waits);
    return new Outcome(
        policy.name(), percentile(waits, 50), percentile(waits, 95), pool.nodeHours());
  }

  private static int percentile(List<Integer> sorted, int percent) {
    return sorted.get((sorted.size() * percent + 99) / 100 - 1);
  }

  /** Prints both traces, and returns whether the bounds hold. */
  public static boolean print(PrintStream out) {
    out.printf(
        "equal for all: %d slots per node, at most %d nodes, boot %d s, image start %d s%n",
        SimulatedPool.SLOTS, SimulatedPool.MOST, SimulatedPool.BOOT, SimulatedPool.IMAGE_START);
    out.printf("physical floor on an empty pool: %d s%n", FLOOR);
    List<Outcome> day = compare(Trace.committed("day"));
    List<Outcome> burst = compare(Trace.committed("burst"));
    table(out, "a working day of 600 jobs", day);
    table(out, "a burst of 100 jobs on an empty pool", burst);
    List<String> faults = faults(day, burst);
    faults.forEach(fault -> out.println("NOT MET: " + fault));
    if (faults.isEmpty()) {
      out.println("all bounds hold");
    }
    return faults.isEmpty();
  }

  private static void table(PrintStream out, String title, List<Outcome> outcomes) {
    out.println();
    out.printf("%-38s %8s %8s %11s%n", title, "p50", "p95", "node-hours");
    for (Outcome outcome : outcomes) {
      out.printf(
          Locale.ROOT,
          "%-38s %6d s %6d s %11.1f%n",
          outcome.policy(),
          outcome.p50(),
          outcome.p95(),
          outcome.nodeHours());
    }
  }

  /**
   * Returns the bounds that the demand-driven policies, the last two, were to reach and did not.
   */
  static List<String> faults(List<Outcome> day, List<Outcome> burst) {
    List<String> faults = new ArrayList<>();
    double most = 1.2 * FLOOR;
    for (int i = 3; i < day.size(); i++) {
      if (burst.get(i).p95() > most) {
        faults.add(burst.get(i).policy() + ": p95 of the burst is over " + most + " s");
      }
      for (Outcome formula : day.subList(0, 2)) {
        if (day.get(i).nodeHours() >= formula.nodeHours()) {
          faults.add(day.get(i).policy() + ": its day costs no less than the " + formula.policy());
        }
      }
    }
    return faults;
  }
}
