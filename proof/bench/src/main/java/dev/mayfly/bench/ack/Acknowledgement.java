package dev.mayfly.bench.ack;

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
 * Measures how soon and how often the gateway answers, beside what the same HTTP server does
 * without storing, and what Temporal does without a gateway. Rounds alternate, so that whatever
 * slows the machine slows all of them.
 */
public final class Acknowledgement {

  public static final String USAGE =
      """
      usage: ./mayfly bench acknowledgement [--seconds N] [--rounds N] [--jobs N] [--serve N]
        --seconds N       how long each load lasts; default 5
        --rounds N        how often everything is measured; default 3
        --jobs N          how many make a burst, and how often one is repeated; default 1000
        --serve N         also has two bursts of so many jobs served; default: none\
      """;

  private static final Map<String, Option> OPTIONS =
      Map.of(
          "--seconds", new Option(5, 600),
          "--rounds", new Option(3, 20),
          "--jobs", new Option(1000, 10_000),
          // GitHub registers 1,500 in five minutes, and each burst has processes of its own.
          "--serve", new Option(0, 1400 - ServedBurst.SERVED_BEFORE));

  private Acknowledgement() {}

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
      try (AckRound parts = new AckRound(temporal, own, options, figures)) {
        parts.measure();
      }
    }
    Bounds bounds = bounds(figures, options.get("--jobs"));
    if (options.get("--serve") > 0) {
      out.println("bursts that are served");
      Path own = Files.createDirectory(directory.resolve("served"));
      ServedBurst.measure(temporal, own, options.get("--serve"), figures, bounds);
    }
    figures.print(out);
    return bounds.print(out);
  }

  private static Bounds bounds(Figures figures, int jobs) {
    Bounds bounds = new Bounds();
    for (String kind : AckRound.UNSTORED) {
      bounds.atLeast(AckRound.ofFloor(kind), figures.median(AckRound.ofFloor(kind)), 0.8);
    }
    for (int connections : AckRound.CONNECTIONS) {
      String ratio = StartTurns.ofBare(connections);
      bounds.atLeast(ratio, figures.median(ratio), 0.9);
    }
    return bounds
        .atLeast("queued, 64 connections, per second", figures.median(AckRound.queued(64)), 1000)
        .atMost("queued at 500/s, p99 ms", figures.median(AckRound.P99_AT_500), 150)
        .atMost("a burst of " + jobs + ", last 202 after s", figures.median(AckRound.BURST), 2)
        .exactly("a burst: accepted", figures.median(AckRound.BURST_ACCEPTED), jobs)
        .exactly("identical deliveries: lives", figures.median(AckRound.DUPLICATES), 1);
  }
}
