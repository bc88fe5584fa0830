package dev.mayfly.bench.path;

import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.RoundsOptions;
import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how long it takes from a queued event until Batch has accepted its task, how that time
 * is spent, and how long a workflow takes that does nothing but the same steps.
 */
@Command(
    name = "control-path",
    description = "Measures from a queued event to its Batch task, and how that time is spent.")
public final class ControlPath extends RoundsOptions {

  /** Figures of others' interest. */
  public static final String STEADY_P50 = PathRound.STEADY + "p50 ms";

  public static final String STEADY_P99 = PathRound.STEADY + "p99 ms";
  public static final String FIFTY_P50 = PathRound.together(PathRound.SOME) + "p50 ms";

  @Option(
      names = "--seconds",
      paramLabel = "1..120",
      description = "how long 4 events a second come")
  int seconds = 30;

  @Option(names = "--jobs", paramLabel = "1..600", description = "how many come at once at most")
  int jobs = 500;

  @Option(names = "--warm", paramLabel = "1..600", description = "how many lives go before")
  int warm = 300;

  @Override
  protected void measure(Round round) throws Exception {
    try (PathRound parts = new PathRound(round, this)) {
      parts.measure();
    }
  }

  @Override
  protected Bounds bounds(Figures figures, PrintStream out) {
    return new Bounds()
        .atMost("queued to task at 4/s, p50 ms", figures.median(STEADY_P50), 250)
        .atMost("queued to task at 4/s, p99 ms", figures.median(STEADY_P99), 1000)
        .atMost("our own share at 4/s, p50 ms", figures.median(Spent.OWN), 20)
        .atMost(
            "completed to task deleted, p50 ms", figures.median(PathRound.ENDED + "p50 ms"), 1000)
        .exactly("events without a task", figures.median(PathRound.UNSERVED), 0);
  }
}
