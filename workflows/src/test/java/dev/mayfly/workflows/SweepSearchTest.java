package dev.mayfly.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.FleetRun.Around;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Searches fleets with the real sweep for a broken invariant. {@code -Dsimulations=100000 -Dseed=7}
 * searches elsewhere, for longer.
 */
class SweepSearchTest {

  private static final long SIMULATIONS = Long.getLong("simulations", 1_000);
  private static final int FINDINGS = Integer.getInteger("findings", 1);
  private static final long SEED = Long.getLong("seed", 1);
  private static final int THREADS =
      Integer.getInteger("threads", Runtime.getRuntime().availableProcessors());

  @Test
  @Timeout(value = 7, unit = TimeUnit.DAYS)
  void noSweptFleetBreaksAnInvariant() throws InterruptedException {
    FleetSearch search =
        new FleetSearch(SEED, SweepScriptMaker::of, Around.RIGHT)
            .search(SIMULATIONS, FINDINGS, true, THREADS);

    System.out.println(search.figures());
    assertThat(search.found()).as("%s", String.join("\n\n", search.found())).isEmpty();
  }
}
