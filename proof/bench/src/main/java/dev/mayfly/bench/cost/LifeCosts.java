package dev.mayfly.bench.cost;

import io.temporal.api.history.v1.HistoryEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The means of lives that are over.
 *
 * @param waits as long as they were, with the heartbeats that the server counted meanwhile.
 * @param beats of one life, while it was measured.
 */
record LifeCosts(Map<String, Cost> byCause, Waits waits, double beats) {

  LifeCosts {
    byCause = new LinkedHashMap<>(byCause);
  }

  /**
   * @param beats of all of them.
   */
  static LifeCosts of(List<List<HistoryEvent>> lives, double beats) {
    Map<String, Cost> sums = new LinkedHashMap<>();
    List<Waits> waits = new ArrayList<>();
    for (List<HistoryEvent> life : lives) {
      CausesOfLife.of(life).forEach((cause, cost) -> sums.merge(cause, cost, Cost::plus));
      waits.add(Waits.of(life));
    }
    sums.replaceAll((cause, sum) -> sum.dividedBy(lives.size()));
    double seconds = waits.stream().mapToDouble(Waits::seconds).average().orElse(0);
    double beat = waits.stream().mapToDouble(Waits::beatSeconds).average().orElse(0);
    return new LifeCosts(sums, new Waits(seconds, beat), beats / lives.size());
  }

  Cost all() {
    return byCause.values().stream().reduce(Cost.NONE, Cost::plus);
  }

  /** Returns the heartbeats of a life that waits so long: those counted, and what is missing. */
  double beats(Duration waiting) {
    double more = Math.max(0, waiting.toSeconds() - waits.seconds());
    return beats + more / waits.beatSeconds();
  }

  /** Returns what Temporal Cloud bills for a life that waits so long. */
  double actions(Duration waiting) {
    return all().actions() + beats(waiting);
  }

  void print(PrintStream out) {
    out.println("\n| cause | actions | events | workflow tasks | bytes of history |");
    out.println("|---|---|---|---|---|");
    byCause.forEach((cause, cost) -> print(out, cause, cost));
    print(out, "all that is in the history", all());
    out.printf(
        Locale.ROOT,
        """

        A workflow task and its three events count for the event that it was scheduled after.
        Heartbeats of waits are actions without an event: %.2f of each life were counted in %.0f s
        of waiting. Longer waits are computed: a heartbeat every %.0f s, 0.6 of the time-out that
        the history has.
        """,
        beats,
        waits.seconds(),
        waits.beatSeconds());
  }

  private static void print(PrintStream out, String cause, Cost cost) {
    out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f | %,.0f |%n",
        cause,
        cost.actions(),
        cost.events(),
        cost.workflowTasks(),
        cost.bytes());
  }
}
