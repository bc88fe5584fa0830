package dev.mayfly.bench.stack;

import dev.mayfly.service.command.Range;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of a benchmark that measures everything several times. */
public abstract class RoundOptions extends BenchOptions {

  @Option(names = "--rounds", description = "how often everything is measured")
  @Range(to = 20)
  protected int rounds;

  protected RoundOptions(int rounds) {
    this.rounds = rounds;
  }

  /** One round of a benchmark. */
  public interface Round {
    void measure(Path directory) throws Exception;
  }

  /** Runs the rounds, each in a folder of its own. */
  protected void inRounds(Path directory, PrintStream out, Round round) throws Exception {
    for (int number = 1; number <= rounds; number++) {
      out.printf("round %d of %d%n", number, rounds);
      round.measure(Files.createDirectory(directory.resolve("round-" + number)));
    }
  }
}
