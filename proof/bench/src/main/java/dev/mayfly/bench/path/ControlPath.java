package dev.mayfly.bench.path;

import dev.mayfly.bench.stack.BenchOptions;
import dev.mayfly.bench.stack.BenchOptions.Option;
import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Measures how long it takes from a queued event until Batch has accepted its task, how that time
 * is spent, and how long a workflow takes that does nothing but the same steps.
 */
public final class ControlPath {

  public static final String USAGE =
      """
      usage: ./mayfly bench control-path [--seconds N] [--rounds N] [--jobs N]
                                     [--warm N]
        --seconds N       how long 4 events come each second; default 30
        --rounds N        how often everything is measured; default 3
        --jobs N          how many come at once at most; default 500
        --warm N          how many lives go before, from event to end; default 300\
      """;

  private static final Map<String, Option> OPTIONS =
      Map.of(
          "--seconds", new Option(30, 120),
          "--rounds", new Option(3, 20),
          "--jobs", new Option(500, 600),
          "--warm", new Option(300, 600));

  private ControlPath() {}

  public static BenchOptions parse(List<String> words) {
    return BenchOptions.parse(words, OPTIONS, USAGE);
  }

  /** Measures, prints, and says whether every bound holds. */
  public static boolean run(BenchOptions options, Path temporal, Path directory, PrintStream out)
      throws Exception {
    Figures figures = new Figures();
    for (int round = 1; round <= options.get("--rounds"); round++) {
      out.printf("round %d of %d%n", round, options.get("--rounds"));
      Path own = Files.createDirectory(directory.resolve("round-" + round));
      try (PathRound parts = new PathRound(temporal, own, options, figures)) {
        parts.measure();
      }
    }
    figures.print(out);
    return new Bounds()
        .atMost("queued to task at 4/s, p50 ms", figures.median(PathRound.STEADY + "p50 ms"), 250)
        .atMost("queued to task at 4/s, p99 ms", figures.median(PathRound.STEADY + "p99 ms"), 1000)
        .atMost("our own share at 4/s, p50 ms", figures.median(Spent.OWN), 20)
        .atMost(
            "completed to task deleted, p50 ms", figures.median(PathRound.ENDED + "p50 ms"), 1000)
        .exactly("events without a task", figures.median(PathRound.UNSERVED), 0)
        .print(out);
  }
}
