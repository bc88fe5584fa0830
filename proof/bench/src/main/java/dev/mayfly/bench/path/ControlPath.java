package dev.mayfly.bench.path;

import dev.mayfly.bench.stack.Bounds;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.RoundOptions;
import dev.mayfly.service.command.Range;
import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how long it takes from a queued event until Batch has accepted its task, how that time
 * is spent, and how long a workflow takes that does nothing but the same steps.
 */
public final class ControlPath {

  /** {@code ./mayfly bench control-path}. */
  @Command(
      name = "control-path",
      description = "Measures from a queued event to its Batch task, and how that time is spent.")
  public static final class Options extends RoundOptions {

    @Option(names = "--seconds", description = "how long 4 events come each second")
    @Range(to = 120)
    int seconds = 30;

    @Option(names = "--jobs", description = "how many come at once at most")
    @Range(to = 600)
    int jobs = 500;

    @Option(names = "--warm", description = "how many lives go before, from event to end")
    @Range(to = 600)
    int warm = 300;

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
            try (PathRound parts = new PathRound(temporal, own, this, figures)) {
              parts.measure();
            }
          });
      figures.print(out);
      return new Bounds()
          .atMost("queued to task at 4/s, p50 ms", figures.median(PathRound.STEADY + "p50 ms"), 250)
          .atMost(
              "queued to task at 4/s, p99 ms", figures.median(PathRound.STEADY + "p99 ms"), 1000)
          .atMost("our own share at 4/s, p50 ms", figures.median(Spent.OWN), 20)
          .atMost(
              "completed to task deleted, p50 ms", figures.median(PathRound.ENDED + "p50 ms"), 1000)
          .exactly("events without a task", figures.median(PathRound.UNSERVED), 0)
          .print(out);
    }
  }

  private ControlPath() {}
}
