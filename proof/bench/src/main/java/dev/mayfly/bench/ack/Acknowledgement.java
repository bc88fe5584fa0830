package dev.mayfly.bench.ack;

import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.RoundOptions;
import dev.mayfly.service.command.Range;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how soon and how often the gateway answers, beside what the same HTTP server does
 * without storing, and what Temporal does without a gateway. Rounds alternate, so that whatever
 * slows the machine slows all of them.
 */
public final class Acknowledgement {

  /** {@code ./mayfly bench acknowledgement}. */
  @Command(
      name = "acknowledgement",
      description = "Measures how soon and how often webhooks are answered.")
  public static final class Options extends RoundOptions {

    @Option(names = "--seconds", description = "how long each load lasts")
    @Range(to = 600)
    int seconds = 5;

    @Option(names = "--jobs", description = "how many make a burst, and how often one is repeated")
    @Range(to = 10_000)
    int jobs = 1000;

    @Option(
        names = "--serve",
        description = "also has two bursts of so many jobs served; default: none")
    @Range(to = 1400 - ServedBurst.SERVED_BEFORE)
    @Nullable Integer serve;

    public Options() {
      super(3);
    }

    @Override
    protected boolean measure(Path temporal, Path directory, PrintStream out) throws Exception {
      Figures figures = new Figures();
      inRounds(
          directory,
          out,
          own -> {
            try (AckRound parts = new AckRound(temporal, own, this, figures)) {
              parts.measure();
            }
          });
      Bounds bounds = bounds(figures, jobs);
      if (serve != null) {
        out.println("bursts that are served");
        Path own = Files.createDirectory(directory.resolve("served"));
        ServedBurst.measure(temporal, own, serve, figures, bounds);
      }
      figures.print(out);
      return bounds.print(out);
    }
  }

  private Acknowledgement() {}

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
