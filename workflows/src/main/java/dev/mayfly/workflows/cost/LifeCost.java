package dev.mayfly.workflows.cost;

import dev.mayfly.workflows.cost.CostReport.Row;
import dev.mayfly.workflows.explanation.LifeFacts;
import dev.mayfly.workflows.temporal.InWords;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** The cost of one life's runners, in a sentence for its details. */
public final class LifeCost {

  private LifeCost() {}

  /** Returns a paragraph of Markdown; empty while no node has had a runner of it. */
  public static String line(Prices prices, LifeFacts life, Instant now) {
    CostReport.Table table = table(prices, life, now);
    return table.rows().isEmpty() ? "" : "\n\nCost: " + inWords(table);
  }

  /**
   * Says it in one sentence.
   *
   * @param table of one life, with a runner in it.
   */
  public static String inWords(CostReport.Table table) {
    Row its = table.total();
    String time = InWords.of(Duration.ofSeconds(its.amount(Part.TASK_SECONDS).longValue()));
    return table.withoutPrice().isEmpty()
        ? "%s %s for %s of a node's slot, without what its pool pays for idle nodes%s%s"
            .formatted(
                told(its.amount(Part.DIRECT).add(its.amount(Part.WASTED))),
                table.currency(),
                time,
                told("; of it %s for runners that ran no job", its.amount(Part.WASTED)),
                told("; and %s to the forge", its.amount(Part.PLATFORM)))
        : time + " of a node's slot, for which the file of prices has none";
  }

  /** Returns the cost of its runners, and nothing of what all jobs share. */
  public static CostReport.Table table(Prices prices, LifeFacts life, Instant now) {
    Instant from = life.begun().truncatedTo(ChronoUnit.HOURS);
    return Costs.of(
            prices.withoutFixed(), RunnerTime.of(life, now), Map.of(), from, now.plusMillis(1))
        .by(By.JOB);
  }

  private static String told(String words, BigDecimal amount) {
    return amount.signum() == 0 ? "" : words.formatted(told(amount));
  }

  private static String told(BigDecimal amount) {
    return amount.setScale(4, RoundingMode.HALF_UP).toPlainString();
  }
}
