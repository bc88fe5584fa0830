package dev.mayfly.workflows.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.life.LifeMutant;
import dev.mayfly.workflows.mutation.MutableProduct;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Plays the same fleets by the rules of D3 and by others, and prints what each costs. */
@Tag("search")
class RuleFiguresTest {

  // Jobs that starved, runners made and started for each job; without a cap, then with one.
  private static final int STARVED = 0;
  private static final int MADE = 1;
  private static final int STARVED_CAPPED = 3;
  private static final int STARTED_CAPPED = 5;

  private static final MutableProduct PRODUCT = new MutableProduct(LifeMutant.values());

  @Test
  void theRulesStarveNobodyAndCostLeast() throws Exception {
    double[] chosen = new RuleFigures().call();
    double[] never = PRODUCT.ask(LifeMutant.NEVER_REPLACE, RuleFigures.class);
    double[] atOnce = PRODUCT.ask(LifeMutant.REPLACE_AT_ONCE, RuleFigures.class);
    double[] none = PRODUCT.ask(LifeMutant.KEEP_NO_SPARE, RuleFigures.class);
    double[] unstarted = PRODUCT.ask(LifeMutant.KEEP_UNSTARTED_SPARES, RuleFigures.class);

    System.out.println(
        "rule                      starved    made  started | with a cap: starved    made "
            + " started");
    print("as chosen", chosen);
    print("never replace", never);
    print("replace at once", atOnce);
    print("keep no spare", none);
    print("keep unstarted spares", unstarted);

    assertThat(chosen[STARVED] + chosen[STARVED_CAPPED]).isZero();
    assertThat(never[STARVED]).isPositive();
    assertThat(atOnce[MADE]).isGreaterThan(chosen[MADE]);
    assertThat(none[MADE]).isGreaterThan(chosen[MADE]);
    assertThat(unstarted[STARTED_CAPPED]).isGreaterThan(chosen[STARTED_CAPPED]);
  }

  private static void print(String rule, double[] row) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-24s %8.0f %7.3f %8.3f |             %7.0f %7.3f %8.3f",
            rule,
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5]));
  }
}
