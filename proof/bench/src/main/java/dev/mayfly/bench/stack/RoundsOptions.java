package dev.mayfly.bench.stack;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of a benchmark in rounds, each in a folder of its own, with bounds for all. */
public abstract class RoundsOptions extends BenchOptions {

  @Option(names = "--rounds", paramLabel = "1..20", description = "how often all is measured")
  private int rounds;

  protected RoundsOptions() {
    this(3);
  }

  /**
   * @param rounds how many, where the command line does not say so.
   */
  protected RoundsOptions(int rounds) {
    this.rounds = rounds;
  }

  /** A round: the parts that it has, and where its figures go. */
  public record Round(Path temporal, Path directory, Figures figures, PrintStream out) {}

  protected abstract void measure(Round round) throws Exception;

  /** Returns what the figures of all rounds are held against. */
  protected abstract Bounds bounds(Figures figures, PrintStream out);

  /** Measures what is measured once, after all rounds. */
  protected void measureOnce(Round own, Bounds bounds) throws Exception {}

  /** Measures everything once, as a part of another benchmark, which has bounds of its own. */
  public final void measureAsPart(Round round) throws Exception {
    measure(round);
    measureOnce(round, new Bounds());
  }

  @Override
  protected final boolean measure(Path temporal, Path directory, PrintStream out) throws Exception {
    Figures figures = new Figures();
    for (int number = 1; number <= rounds; number++) {
      out.printf("round %d of %d%n", number, rounds);
      Path own = Files.createDirectory(directory.resolve("round-" + number));
      measure(new Round(temporal, own, figures, out));
    }
    Bounds bounds = bounds(figures, out);
    measureOnce(new Round(temporal, directory, figures, out), bounds);
    figures.print(out);
    return bounds.print(out);
  }
}
