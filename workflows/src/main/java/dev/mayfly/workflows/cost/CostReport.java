package dev.mayfly.workflows.cost;

import static java.util.Comparator.comparing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** The costs of a period, to be added up by job, repository, workflow or pool. */
public final class CostReport {

  private final String currency;
  private final Instant from;
  private final Instant to;
  private final List<Entry> entries = new ArrayList<>();
  private final TreeSet<String> withoutPrice = new TreeSet<>();

  CostReport(String currency, Instant from, Instant to) {
    this.currency = currency;
    this.from = from;
    this.to = to;
  }

  private record Entry(Function<By, String> name, Part part, BigDecimal amount) {}

  /** A line: its figures, of which those that are missing are zero. */
  public record Row(String name, Map<Part, BigDecimal> amounts) {

    public BigDecimal amount(Part part) {
      return amounts.getOrDefault(part, BigDecimal.ZERO);
    }
  }

  /**
   * A report as a table.
   *
   * @param rows the dearest first.
   * @param withoutPrice pools with runners or nodes of which no price is known.
   * @param notes what is missing, for people.
   */
  public record Table(
      By by,
      String currency,
      Instant from,
      Instant to,
      List<Row> rows,
      Row total,
      List<String> withoutPrice,
      List<String> notes) {

    /** Returns the same with more notes, before those that it has. */
    public Table and(List<String> more) {
      List<String> all = new ArrayList<>(more);
      all.addAll(notes);
      return new Table(by, currency, from, to, rows, total, withoutPrice, List.copyOf(all));
    }
  }

  void add(RunnerTime runner, Part part, BigDecimal amount) {
    entries.add(new Entry(by -> by.of(runner.job()), part, amount));
  }

  void add(String what, String name, Part part, BigDecimal amount) {
    entries.add(new Entry(by -> by.of(what, name), part, amount));
  }

  void hasNoPrice(String pool) {
    withoutPrice.add(pool);
  }

  /** Returns it added up. */
  public Table by(By by) {
    Map<String, Map<Part, BigDecimal>> rows = new LinkedHashMap<>();
    Map<Part, BigDecimal> total = new EnumMap<>(Part.class);
    for (Entry entry : entries) {
      String name = entry.name().apply(by);
      add(rows.computeIfAbsent(name, it -> new EnumMap<>(Part.class)), entry);
      add(total, entry);
    }
    return new Table(
        by,
        currency,
        from,
        to,
        rows.entrySet().stream()
            .map(row -> new Row(row.getKey(), row.getValue()))
            .sorted(
                comparing((Row row) -> row.amount(Part.TOTAL)).reversed().thenComparing(Row::name))
            .toList(),
        new Row("(total)", total),
        List.copyOf(withoutPrice),
        withoutPrice.stream().map(CostReport::noPrice).toList());
  }

  private static String noPrice(String pool) {
    return "pool " + pool + " has no price for all of its time, which counts nothing: add one";
  }

  private static void add(Map<Part, BigDecimal> row, Entry entry) {
    row.merge(entry.part(), entry.amount(), BigDecimal::add);
    if (entry.part().isPaid()) {
      row.merge(Part.TOTAL, entry.amount(), BigDecimal::add);
    }
  }
}
