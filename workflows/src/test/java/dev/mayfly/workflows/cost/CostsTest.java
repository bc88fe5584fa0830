package dev.mayfly.workflows.cost;

import static dev.mayfly.workflows.cost.Weeks.MONDAY;
import static dev.mayfly.workflows.cost.Weeks.NEXT;
import static dev.mayfly.workflows.cost.Weeks.PRICES;
import static dev.mayfly.workflows.cost.Weeks.amount;
import static dev.mayfly.workflows.cost.Weeks.day;
import static dev.mayfly.workflows.cost.Weeks.job;
import static dev.mayfly.workflows.cost.Weeks.runner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.cost.CostReport.Row;
import dev.mayfly.workflows.cost.CostReport.Table;
import dev.mayfly.workflows.cost.Prices.NodePrice;
import dev.mayfly.workflows.cost.Prices.Nodes;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostsTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final BigDecimal SECONDS = BigDecimal.valueOf(3600);

  @Test
  void whatRunnersCostInAnHourIsThePriceOfItsNodesToTheLastDigit() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      long nodeSeconds = 1L + random.nextInt(200_000);
      BigDecimal price = BigDecimal.valueOf(random.nextInt(10_000_000), 6);
      NodeHours nodes = new NodeHours(Map.of(MONDAY, nodeSeconds * 1000));

      CostReport report =
          Costs.of(
              prices(price, 1 + random.nextInt(8)),
              runners(random),
              Map.of("ubuntu", nodes),
              MONDAY,
              MONDAY.plus(HOUR));

      for (By by : By.values()) {
        assertThat(sum(report.by(by), Part.TOTAL))
            .as("seed %s by %s", seed, by)
            .isEqualByComparingTo(
                price
                    .multiply(BigDecimal.valueOf(nodeSeconds))
                    .divide(SECONDS, Costs.SCALE, RoundingMode.HALF_EVEN));
      }
    }
  }

  private static Prices prices(BigDecimal nodeHour, int slots) {
    NodePrice price = new NodePrice(day("2026-01-01"), nodeHour, null);
    return new Prices(
        "EUR",
        List.of(new Nodes(List.of("ubuntu"), Kind.DEDICATED, slots, List.of(price))),
        null,
        null);
  }

  private static List<RunnerTime> runners(Random random) {
    return IntStream.range(0, random.nextInt(12))
        .mapToObj(
            i ->
                runner(
                    job(i, "acme/" + random.nextInt(4), "ubuntu"),
                    MONDAY.plusMillis(random.nextInt(7_200_000) - 3_600_000L),
                    random.nextInt(7_200),
                    random.nextBoolean() ? random.nextInt(100) : null))
        .toList();
  }

  @Test
  void theFiguresOfRowsAddUpToTheTotal() {
    CostReport report = Weeks.golden();

    for (By by : By.values()) {
      Table table = report.by(by);
      for (Part part : Part.values()) {
        assertThat(sum(table, part)).isEqualByComparingTo(table.total().amount(part));
      }
    }
  }

  private static BigDecimal sum(Table table, Part part) {
    return table.rows().stream()
        .map(row -> row.amount(part))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # A task pays for its slot, and for its share of what nobody used.
          REPOSITORY | acme/shop     | DIRECT   | 1.8
          REPOSITORY | acme/shop     | OVERHEAD | 11.016
          # An hour without a task is the pool's own.
          REPOSITORY | (idle) gpu    | TOTAL    | 1.8
          POOL       | gpu           | TOTAL    | 3.66
          # A runner that ran no job is apart.
          WORKFLOW   | acme/api · CI | WASTED   | 0.03
          WORKFLOW   | acme/api · CI | RUNNERS  | 6
          """)
  void aRowOfTheGoldenWeekHasItsPart(By by, String name, Part part, BigDecimal amount) {
    assertThat(row(Weeks.golden().by(by), name).amount(part)).isEqualByComparingTo(amount);
  }

  @Test
  void anHourWithoutNodesHasNoOverhead() {
    CostReport report =
        Costs.of(
            PRICES, List.of(runner(job(1, "a/b", "gpu"), MONDAY, 60, 0)), Map.of(), MONDAY, NEXT);

    Row row = row(report.by(By.REPOSITORY), "a/b");
    assertThat(row.amount(Part.DIRECT)).isEqualByComparingTo("0.03");
    assertThat(row.amount(Part.OVERHEAD)).isZero();
  }

  @Test
  void onlyWhatIsWithinThePeriodCounts() {
    List<RunnerTime> runners =
        Stream.of(MONDAY.minusSeconds(90), NEXT.minusSeconds(30), NEXT.plusSeconds(30))
            .map(from -> runner(job(from.getEpochSecond(), "a/b", "gpu"), from, 100, 95))
            .toList();

    Table table = Costs.of(PRICES, runners, Map.of(), MONDAY, NEXT).by(By.REPOSITORY);

    Row row = row(table, "a/b");
    assertThat(row.amount(Part.TASK_SECONDS)).isEqualByComparingTo("40");
    assertThat(row.amount(Part.RUNNERS)).isEqualByComparingTo("1");
    assertThat(row.amount(Part.PLATFORM)).isZero();
  }

  @Test
  void aPoolWithoutAPriceIsNamed() {
    Prices later = prices(amount("1"), 1);
    Instant before = Instant.parse("2025-12-31T23:00:00Z");
    List<RunnerTime> runners =
        List.of(
            runner(job(1, "a/b", "ubuntu"), before, 60, 0),
            runner(job(2, "a/b", "windows"), before, 60, 0));

    Table table = Costs.of(later, runners, Map.of(), before, MONDAY).by(By.POOL);

    assertThat(table.withoutPrice()).containsExactly("ubuntu", "windows");
    assertThat(table.total().amount(Part.TOTAL)).isZero();
    assertThat(table.total().amount(Part.TASK_SECONDS)).isEqualByComparingTo("120");
  }

  @Test
  void theLargestRemaindersGetTheUnitsThatAreLeft() {
    assertThat(Split.of(amount("0.10"), List.of(1L, 1L, 1L)))
        .containsExactly(amount("0.04"), amount("0.03"), amount("0.03"));
    assertThat(Split.of(amount("0.10"), List.of(0L, 5L, 2L)))
        .containsExactly(amount("0.00"), amount("0.07"), amount("0.03"));
  }

  private static Row row(Table table, String name) {
    return table.rows().stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
  }
}
