package dev.mayfly.workflows.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.simulator.FleetRun.Around;
import java.util.function.LongFunction;

/** The assertions that the searches share. {@code -Dsimulations=100000 -Dseed=7} searches more. */
final class SearchAssertions {

  // How many counter-examples to shrink before giving up.
  private static final int FINDINGS = Integer.getInteger("findings", 1);
  private static final long SEED = Long.getLong("seed", 1);
  static final int THREADS =
      Integer.getInteger("threads", Runtime.getRuntime().availableProcessors());

  private SearchAssertions() {}

  static void assertNoneIsWrong(LongFunction<Script> maker, long usual)
      throws InterruptedException {
    FleetSearch search =
        new FleetSearch(SEED, maker, Around.RIGHT)
            .search(Long.getLong("simulations", usual), FINDINGS, true, THREADS);

    System.out.println(search.figures());
    System.out.println(Explained.figures());
    assertThat(search.found()).as("%s", String.join("\n\n", search.found())).isEmpty();
  }

  static void assertSameOnAnyNumberOfThreads(LongFunction<Script> maker, int fleets)
      throws InterruptedException {
    FleetSearch one = new FleetSearch(1, maker, Around.RIGHT).search(fleets, fleets, false, 1);
    FleetSearch three = new FleetSearch(1, maker, Around.RIGHT).search(fleets, fleets, false, 3);

    assertThat(three.digest()).isEqualTo(one.digest());
  }

  static FleetRun.Result good(Script script) {
    FleetRun.Result result = FleetRun.of(script);
    assertThat(result.wrongs()).as("%s", script).isEmpty();
    return result;
  }

  /** Asserts that a hunt has found what a mutation breaks, often enough. */
  static void assertCaught(String mutation, String found) {
    System.out.println("'" + mutation + "' is caught in " + found);
    assertThat(Integer.parseInt(found.substring(0, found.indexOf(' '))))
        .as(mutation)
        .isEqualTo(MutantHunt.ENOUGH);
  }
}
