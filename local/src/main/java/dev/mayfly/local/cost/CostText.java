package dev.mayfly.local.cost;

import dev.mayfly.workflows.cost.CostReport.Row;
import dev.mayfly.workflows.cost.CostReport.Table;
import dev.mayfly.workflows.cost.Part;
import dev.mayfly.workflows.temporal.OneLine;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cost report for a terminal. */
final class CostText {

  private static final int WIDEST = 60;
  private static final BigDecimal SECONDS = BigDecimal.valueOf(3_600);
  private static final String COLUMN = "%12s";

  private CostText() {}

  static String of(Table table) {
    int width = rows(table).mapToInt(row -> name(row.name()).length()).max().orElse(0);
    String head =
        Arrays.stream(Part.values())
            .map(part -> part == Part.TASK_SECONDS ? "hours" : part.name().toLowerCase(Locale.ROOT))
            .map(COLUMN::formatted)
            .collect(Collectors.joining("", " ".repeat(width), "\n"));
    return "%s, from %s to %s\n"
            .formatted(
                table.currency(),
                table.from().truncatedTo(ChronoUnit.SECONDS),
                table.to().truncatedTo(ChronoUnit.SECONDS))
        + head
        + rows(table).map(row -> line(row, width)).collect(Collectors.joining());
  }

  private static Stream<Row> rows(Table table) {
    return Stream.concat(table.rows().stream(), Stream.of(table.total()));
  }

  private static String line(Row row, int width) {
    return Arrays.stream(Part.values())
        .map(part -> COLUMN.formatted(figure(part, row.amount(part))))
        .collect(Collectors.joining("", ("%-" + width + "s").formatted(name(row.name())), "\n"));
  }

  private static String figure(Part part, BigDecimal amount) {
    return switch (part) {
      case RUNNERS -> amount.toPlainString();
      case TASK_SECONDS -> amount.divide(SECONDS, 2, RoundingMode.HALF_UP).toPlainString();
      case DIRECT, WASTED, OVERHEAD, FIXED, PLATFORM, TOTAL, HOSTED ->
          amount.setScale(4, RoundingMode.HALF_UP).toPlainString();
    };
  }

  private static String name(String name) {
    return OneLine.of(name, WIDEST);
  }
}
