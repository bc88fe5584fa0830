package dev.mayfly.workflows.cost;

import dev.mayfly.workflows.cost.Prices.Fixed;
import dev.mayfly.workflows.cost.Prices.NodePrice;
import dev.mayfly.workflows.cost.Prices.Nodes;
import dev.mayfly.workflows.cost.Prices.PlatformRate;
import dev.mayfly.workflows.explanation.LifeFacts.Job;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A week of two pools, small enough to be reckoned on paper. */
final class Weeks {

  static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");
  static final Instant NEXT = MONDAY.plus(Duration.ofDays(7));

  static final Prices PRICES =
      new Prices(
          "EUR",
          List.of(
              new Nodes(
                  List.of("ubuntu", "ubuntu22"),
                  Kind.DEDICATED,
                  2,
                  List.of(
                      new NodePrice(day("2026-01-01"), amount("0.36"), amount("0.006")),
                      new NodePrice(day("2026-03-05"), amount("0.18"), amount("0.006")))),
              new Nodes(
                  List.of("gpu"),
                  Kind.SPOT,
                  1,
                  List.of(new NodePrice(day("2026-01-01"), amount("1.8"), null)))),
          Map.of("github", List.of(new PlatformRate(day("2026-03-05"), amount("0.002")))),
          List.of(new Fixed("registry", day("2026-01-01"), amount("0.02"))));

  private Weeks() {}

  /**
   * From Monday to Friday a node of two slots from 8 to 18 h: each hour a job of 15 minutes for
   * acme/shop, one of half an hour at 9:45 for acme/api; on Tuesday a runner that got none. On
   * Saturday a node for two hours and one job.
   */
  static CostReport golden() {
    List<RunnerTime> runners = new ArrayList<>();
    NodeHours ubuntu = new NodeHours();
    for (int day = 0; day < 5; day++) {
      Instant midnight = MONDAY.plus(Duration.ofDays(day));
      ubuntu.add(1, midnight.plus(Duration.ofHours(8)), midnight.plus(Duration.ofHours(18)));
      for (int hour = 8; hour < 18; hour++) {
        Instant at = midnight.plus(Duration.ofHours(hour));
        runners.add(runner(job(day * 100L + hour, "acme/shop", "ubuntu"), at, 900, 60));
      }
      Instant quarter = midnight.plus(Duration.ofMinutes(9 * 60 + 45));
      runners.add(runner(job(day, "acme/api", "ubuntu22"), quarter, 1800, 60));
    }
    runners.add(
        runner(job(1000, "acme/api", "ubuntu"), Instant.parse("2026-03-03T11:10:00Z"), 600, null));
    runners.add(
        runner(job(2000, "=cmd/ml", "gpu"), Instant.parse("2026-03-07T12:30:00Z"), 1800, 30));
    NodeHours gpu = new NodeHours();
    gpu.add(1, Instant.parse("2026-03-07T12:00:00Z"), Instant.parse("2026-03-07T14:00:00Z"));
    return Costs.of(PRICES, runners, Map.of("ubuntu", ubuntu, "gpu", gpu), MONDAY, NEXT);
  }

  static Job job(long id, String repository, String pool) {
    return new Job("github", id, repository, "CI", "build", null, pool, false, false);
  }

  /**
   * @param busyAfter seconds until it has a job; absent: it gets none.
   */
  static RunnerTime runner(Job job, Instant from, long seconds, @Nullable Integer busyAfter) {
    return new RunnerTime(
        job,
        from,
        from.plusSeconds(seconds),
        busyAfter == null ? null : from.plusSeconds(busyAfter),
        busyAfter == null);
  }

  static BigDecimal amount(String amount) {
    return new BigDecimal(amount);
  }

  static LocalDate day(String day) {
    return LocalDate.parse(day);
  }
}
