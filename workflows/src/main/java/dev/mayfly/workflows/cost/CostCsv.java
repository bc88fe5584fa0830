package dev.mayfly.workflows.cost;

import dev.mayfly.workflows.cost.CostReport.Row;
import dev.mayfly.workflows.cost.CostReport.Table;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cost report as CSV (RFC 4180), whose text no spreadsheet takes for a formula. */
public final class CostCsv {

  // OWASP, CSV Injection: what a formula begins with, in full width too; quoting does not help.
  private static final String FORMULA = "=+-@\t\r\n＝＋－＠";
  private static final String END = "\r\n";

  private CostCsv() {}

  /** Returns a line of names, one for each row, and the total. */
  public static String of(Table table) {
    Stream<String> names =
        Stream.concat(
            Stream.of(table.by().name().toLowerCase(Locale.ROOT)),
            Arrays.stream(Part.values()).map(Part::label));
    Stream<String> rows =
        Stream.concat(table.rows().stream(), Stream.of(table.total()))
            .map(row -> line(row, table.currency()));
    return Stream.concat(Stream.of(names.collect(Collectors.joining(",", "", ",currency"))), rows)
        .collect(Collectors.joining(END, "", END));
  }

  private static String line(Row row, String currency) {
    return Arrays.stream(Part.values())
        .map(part -> row.amount(part).stripTrailingZeros().toPlainString())
        .collect(Collectors.joining(",", text(row.name()) + ",", "," + currency));
  }

  /** Returns a field that is shown as it is; a formula's beginning gets an apostrophe. */
  static String text(String value) {
    String shown = value.strip();
    boolean isFormula =
        (!value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0)
            || (!shown.isEmpty() && FORMULA.indexOf(shown.charAt(0)) >= 0);
    return '"' + (isFormula ? "'" : "") + value.replace("\"", "\"\"") + '"';
  }
}
