package dev.mayfly.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.bench.cost.CostPerLife;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.RoundsOptions;
import dev.mayfly.service.command.Commands;
import dev.mayfly.standin.forge.fault.Outage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Short runs of benchmarks, in the package of what they ask. */
public abstract class BenchRuns {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, UTF_8);

  @Test
  @Timeout(600)
  public void twentyLivesWaitWithinTheBounds(@TempDir Path directory) throws Exception {
    WaitingLivesOptions options =
        Commands.parse(new WaitingLivesOptions(), "--lives", "20", "--window", "5");

    WaitingCost cost =
        new WaitingLives(options, out).measure(TemporalCli.findOrSkip().binary(), directory);
    cost.print(out, "a machine");

    assertThat(cost.faults()).as(said.toString(UTF_8)).isEmpty();
    assertThat(cost.after().historyLengths()).hasSize(20).allMatch(events -> events > 10);
    assertThat(cost.threads().get(0).cachedLives()).isPositive();
    assertThat(cost.end().calls()).containsKey("RecordActivityTaskHeartbeat");
    assertThat(cost.end().forgeRequests()).isGreaterThan(20);
    assertThat(cost.end().batchRequests()).isGreaterThan(cost.begin().batchRequests());
    assertThat(said.toString(UTF_8)).contains("all bounds hold");
  }

  /** With a second forge and its pool, for which two calls more would do. */
  @Test
  @Timeout(600)
  public void anIdleInstallationMakesSixCallsAMinuteToTemporalAndNoneThatTheForgeCounts(
      @TempDir Path directory) throws Exception {
    // In a single minute one action that comes late or early would be a quarter of them all.
    Idle idle = Commands.parse(new Idle(), "--settle", "65", "--window", "120", "--more", "1");
    Figures figures = new Figures();

    idle.measure(
        new RoundsOptions.Round(TemporalCli.findOrSkip().binary(), directory, figures, out));
    figures.print(out);

    assertThat(figures.median(Idle.CALLS)).as(said.toString(UTF_8)).isPositive();
    assertThat(figures.median(Idle.CALLS)).as(said.toString(UTF_8)).isLessThanOrEqualTo(6);
    assertThat(figures.median(Idle.FORGE)).as(said.toString(UTF_8)).isLessThanOrEqualTo(2);
    assertThat(figures.median(Idle.DOLLARS)).as(said.toString(UTF_8)).isLessThanOrEqualTo(10);
  }

  /** With jobs that are begun and ended by a forge, and costs that the server counts as well. */
  @Test
  @Timeout(600)
  public void aLifesCostByCauseIsWhatTheServerCounts(@TempDir Path directory) throws Exception {
    CostPerLife.Options options =
        Commands.parse(
            new CostPerLife.Options(),
            "--jobs=0",
            "--lives=5",
            "--seconds=7",
            "--warm=5",
            "--idle=5");
    Figures figures = new Figures();

    options.measureAsPart(
        new RoundsOptions.Round(TemporalCli.findOrSkip().binary(), directory, figures, out));
    figures.print(out);

    double counted = figures.median(CostPerLife.Options.COUNTED);
    assertThat(figures.median(CostPerLife.Options.ACTIONS))
        .as(said.toString(UTF_8))
        .isGreaterThan(5)
        // Sweeps and intakes are counted as well: so many, for each of five lives.
        .isBetween(counted - 6, counted);
    assertThat(said.toString(UTF_8))
        .contains("| signal-with-start | 1.00 |", "all that is in the history")
        .contains("0.6 of the time-out");
  }

  @Test
  public void aShortOutageIsBorneByEveryJob(@TempDir Path directory) throws Exception {
    OutageOptions options = Commands.parse(new OutageOptions(), "--lasts", "8", "--jobs", "6");

    OutageCost cost =
        new OutageRuns(options, out)
            .measure(TemporalCli.findOrSkip().binary(), directory, Outage.Kind.DROPPED);
    cost.print(out);

    assertThat(cost.runners()).isEqualTo(6);
    assertThat(cost.probes().first()).isPositive();
    assertThat(said.toString(UTF_8)).contains("outage: dropped for 8 s, 6 jobs");
  }
}
