package dev.mayfly.workflows.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.life.LifeMutants;
import dev.mayfly.workflows.mutation.Mutant;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Plays the same fleets by the rules of D3 and by others, and prints what each costs. */
class RuleFiguresTest {

  // Jobs that starved, runners made and started for each job; without a cap, then with one.
  private static final int STARVED = 0;
  private static final int MADE = 1;
  private static final int STARVED_CAPPED = 3;
  private static final int STARTED_CAPPED = 5;

  @Test
  void theRulesStarveNobodyAndCostLeast() throws Exception {
    double[] chosen = new RuleFigures().call();
    double[] never = of(LifeMutants.neverReplace());
    double[] atOnce = of(LifeMutants.replaceAtOnce());
    double[] none = of(LifeMutants.keepNoSpare());
    double[] unstarted = of(LifeMutants.keepUnstartedSpares());

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

  private static double[] of(Mutant rules) throws Exception {
    return rules.load(RuleFigures.class).call();
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
