package dev.mayfly.acceptance.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The matrix as a Markdown table, and what is wrong with it. */
final class Report {

  private static final String LEGEND =
      """
      Each cell: the life's outcome · seconds until its job was done · seconds until its life was closed, both
      counted from when what was killed has been started again and is healthy; 0 means before that. ↻ names the
      deliveries that the gateway could not take and that were sent again through GitHub's redelivery API, as
      the sweep does. At every step two rows tell *asked* (the outside world has not done it when the victim dies) from
      *done* (it has, and nobody has heard); deliveries the same with Temporal. Where a worker is suspended, a second one is started and killed when the first
      goes on; where a call is delayed, only that call is: the job's time is counted from the strike.
      """;

  private final Collection<Scenario> planned;
  private final Map<Scenario, Result> results;

  /**
   * @param planned every scenario that must have a result.
   */
  Report(Collection<Scenario> planned, List<Result> results) {
    this.planned = planned;
    this.results =
        results.stream()
            .collect(Collectors.toMap(result -> result.scenario().take(1), Function.identity()));
  }

  /** Returns every loss and every scenario without a result; empty when all is well. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    for (Scenario scenario : planned) {
      Result result = results.get(scenario);
      if (result == null) {
        faults.add(where(scenario) + ": no result");
      } else {
        result.losses().forEach(loss -> faults.add(where(scenario) + ": " + loss));
      }
    }
    return faults;
  }

  private static String where(Scenario scenario) {
    return scenario.killPoint().step
        + " ("
        + scenario.killPoint().state
        + "), "
        + scenario.killed().strike()
        + ", job "
        + scenario.number();
  }

  /** Returns the legend, the table, and a line for each fleet. */
  String markdown() {
    Set<Victim> columns =
        planned.stream().map(Scenario::killed).collect(Collectors.toCollection(TreeSet::new));
    StringBuilder text = new StringBuilder(LEGEND).append("\n| step | in flight |");
    columns.forEach(killed -> text.append(' ').append(killed.title()).append(" |"));
    text.append("\n|---|---|").append("---|".repeat(columns.size())).append('\n');
    for (KillPoint killPoint : new TreeSet<>(planned.stream().map(Scenario::killPoint).toList())) {
      text.append("| ").append(killPoint.step).append(" | ").append(killPoint.state).append(" |");
      columns.forEach(killed -> text.append(' ').append(cell(killPoint, killed)).append(" |"));
      text.append('\n');
    }
    return text.append('\n').append(fleets()).toString();
  }

  private String cell(KillPoint killPoint, Victim killed) {
    List<Scenario> scenarios =
        planned.stream()
            .filter(scenario -> scenario.killPoint() == killPoint && scenario.killed() == killed)
            .toList();
    List<Result> known = scenarios.stream().map(results::get).filter(Objects::nonNull).toList();
    if (scenarios.isEmpty()) {
      return "not in this run";
    }
    if (known.size() < scenarios.size()) {
      return "**no result**";
    }
    boolean lost = known.stream().anyMatch(result -> !result.losses().isEmpty());
    return (lost ? "**LOSS** " : "") + outcomes(known) + " · " + last(known) + again(known);
  }

  private static String outcomes(List<Result> results) {
    Map<String, Integer> outcomes = new TreeMap<>();
    results.forEach(result -> outcomes.merge(String.valueOf(result.outcome()), 1, Integer::sum));
    return outcomes.entrySet().stream()
        .map(each -> results.size() == 1 ? each.getKey() : each.getValue() + " " + each.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String last(List<Result> results) {
    return last(results, Result::done) + " · " + last(results, Result::closed);
  }

  private static String last(
      List<Result> results, Function<Result, @org.jspecify.annotations.Nullable Duration> what) {
    List<Duration> known = results.stream().map(what).filter(Objects::nonNull).toList();
    return known.size() < results.size()
        ? "never"
        : known.stream().max(Comparator.naturalOrder()).map(Report::seconds).orElse("never");
  }

  private static String seconds(Duration time) {
    return time.isZero() ? "0" : String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
  }

  private static String again(List<Result> results) {
    Set<String> actions =
        results.stream()
            .flatMap(result -> result.redelivered().stream())
            .map(action -> "`" + action + "`")
            .collect(Collectors.toCollection(TreeSet::new));
    return actions.isEmpty() ? "" : " ↻ " + String.join(" ", actions);
  }

  private String fleets() {
    StringBuilder text = new StringBuilder();
    for (Victim killed : Victim.values()) {
      List<Scenario> fleet =
          planned.stream()
              .filter(scenario -> scenario.isFleet() && scenario.killed() == killed)
              .toList();
      List<Result> known = fleet.stream().map(results::get).filter(Objects::nonNull).toList();
      if (!known.isEmpty()) {
        text.append(fleet(killed, fleet.size(), known)).append('\n');
      }
    }
    return text.toString();
  }

  private static String fleet(Victim killed, int size, List<Result> known) {
    long served = known.stream().filter(result -> result.done() != null).count();
    long leaked =
        known.stream()
            .filter(result -> result.losses().stream().anyMatch(loss -> loss.contains("left")))
            .count();
    return String.format(
        Locale.ROOT,
        "- %s in the middle of providing %d: %d of %d served within %s s of the restart,"
            + " all lives closed within %s s, %d runners made, %d leaked",
        killed.strike(),
        size,
        served,
        size,
        last(known, Result::done),
        last(known, Result::closed),
        known.get(0).containers(),
        leaked);
  }
}
