package dev.mayfly.workflows.cost;

import dev.mayfly.workflows.cost.Prices.Fixed;
import dev.mayfly.workflows.cost.Prices.NodePrice;
import dev.mayfly.workflows.cost.Prices.Nodes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The costs of a period. What an hour of nodes costs is all given to the runners that were on them
 * in that hour, by their time there, so that the sum is the price of the nodes to the last digit.
 */
public final class Costs {

  /** The digits behind the point that amounts are rounded to: of a second they are still some. */
  static final int SCALE = 9;

  private static final BigDecimal HOUR = BigDecimal.valueOf(3_600_000);

  private final Prices prices;
  private final Instant from;
  private final Instant to;
  private final Map<Nodes, SortedMap<Instant, Cell>> cells = new LinkedHashMap<>();
  private final CostReport report;

  private Costs(Prices prices, Instant from, Instant to) {
    this.prices = prices;
    this.from = from;
    this.to = to;
    this.report = new CostReport(prices.currency(), from, to);
  }

  /** The tasks and nodes of one Batch pool in one hour. */
  private static final class Cell {
    private final List<Stay> stays = new ArrayList<>();
    private long nodes;
  }

  private record Stay(RunnerTime runner, long millis) {}

  /**
   * Returns the costs within a period that begins with a full hour.
   *
   * @param nodes the time of the nodes, by the pool that it was counted for. An hour of which there
   *     is none has no overhead.
   */
  public static CostReport of(
      Prices prices,
      List<RunnerTime> runners,
      Map<String, NodeHours> nodes,
      Instant from,
      Instant to) {
    Costs costs = new Costs(prices, from, to);
    runners.forEach(costs::runner);
    nodes.forEach(costs::nodes);
    costs.cells.forEach((of, hours) -> hours.forEach((hour, cell) -> costs.price(of, hour, cell)));
    prices.fixed().stream()
        .collect(Collectors.groupingBy(Fixed::name, TreeMap::new, Collectors.toList()))
        .forEach(costs::fixed);
    return costs.report;
  }

  private void runner(RunnerTime runner) {
    Instant begun = runner.from().isBefore(from) ? from : runner.from();
    SortedMap<Instant, Long> parts =
        NodeHours.split(begun, runner.to().isBefore(to) ? runner.to() : to);
    boolean isBegun = runner.from().equals(begun) && begun.isBefore(to);
    if (!isBegun && parts.isEmpty()) {
      return;
    }
    report.add(runner, Part.RUNNERS, isBegun ? BigDecimal.ONE : BigDecimal.ZERO);
    long all = parts.values().stream().mapToLong(Long::longValue).sum();
    report.add(runner, Part.TASK_SECONDS, BigDecimal.valueOf(all, 3));
    Optional<Nodes> of = prices.of(runner.job().pool());
    of.ifPresent(
        its -> parts.forEach((hour, part) -> cell(its, hour).stays.add(new Stay(runner, part))));
    if (of.isEmpty() && all > 0) {
      report.hasNoPrice(runner.job().pool());
    }
    minutes(runner, of);
  }

  /** Charged as a whole when the job began. */
  private void minutes(RunnerTime runner, Optional<Nodes> of) {
    Instant busy = runner.busy();
    if (busy == null || busy.isBefore(from) || !busy.isBefore(to)) {
      return;
    }
    BigDecimal minutes = BigDecimal.valueOf(runner.minutes());
    Prices.at(prices.forges().getOrDefault(runner.job().forge(), List.of()), busy)
        .ifPresent(rate -> report.add(runner, Part.PLATFORM, rate.minute().multiply(minutes)));
    of.flatMap(its -> its.price(busy))
        .map(NodePrice::hostedMinute)
        .ifPresent(rate -> report.add(runner, Part.HOSTED, rate.multiply(minutes)));
  }

  private void nodes(String pool, NodeHours hours) {
    hours
        .millis()
        .tailMap(from)
        .headMap(to)
        .forEach(
            (hour, millis) ->
                prices
                    .of(pool)
                    .ifPresentOrElse(
                        its -> cell(its, hour).nodes += millis, () -> report.hasNoPrice(pool)));
  }

  private Cell cell(Nodes of, Instant hour) {
    return cells
        .computeIfAbsent(of, its -> new TreeMap<>())
        .computeIfAbsent(hour, it -> new Cell());
  }

  private void price(Nodes of, Instant hour, Cell cell) {
    Optional<NodePrice> price = of.price(hour);
    if (price.isEmpty()) {
      report.hasNoPrice(of.name());
      return;
    }
    BigDecimal hourly = price.get().nodeHour();
    List<BigDecimal> direct =
        cell.stays.stream().map(stay -> amount(hourly, stay.millis(), of.slotsPerNode())).toList();
    for (int i = 0; i < direct.size(); i++) {
      RunnerTime runner = cell.stays.get(i).runner();
      report.add(runner, runner.isWasted() ? Part.WASTED : Part.DIRECT, direct.get(i));
    }
    if (cell.nodes > 0) {
      share(of, amount(hourly, cell.nodes, 1), cell.stays, direct);
    }
  }

  private void share(Nodes of, BigDecimal all, List<Stay> stays, List<BigDecimal> direct) {
    if (stays.isEmpty()) {
      report.add("idle", of.name(), Part.OVERHEAD, all);
      return;
    }
    List<BigDecimal> full = Split.of(all, stays.stream().map(Stay::millis).toList());
    for (int i = 0; i < full.size(); i++) {
      report.add(stays.get(i).runner(), Part.OVERHEAD, full.get(i).subtract(direct.get(i)));
    }
  }

  private void fixed(String name, List<Fixed> prices) {
    NodeHours.split(from, to)
        .forEach(
            (hour, part) ->
                Prices.at(prices, hour)
                    .ifPresent(
                        price ->
                            report.add("fixed", name, Part.FIXED, amount(price.hour(), part, 1))));
  }

  static BigDecimal amount(BigDecimal hourly, long millis, int slots) {
    return hourly
        .multiply(BigDecimal.valueOf(millis))
        .divide(HOUR.multiply(BigDecimal.valueOf(slots)), SCALE, RoundingMode.HALF_EVEN);
  }
}
