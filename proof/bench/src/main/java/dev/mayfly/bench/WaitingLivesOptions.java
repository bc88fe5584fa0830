package dev.mayfly.bench;

import dev.mayfly.bench.stack.BenchOptions;
import dev.mayfly.bench.stack.MachineInfo;
import dev.mayfly.service.command.Range;
import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./mayfly bench waiting-lives}. */
@Command(
    name = "waiting-lives",
    description = "Measures what waiting lives cost one worker and Temporal.")
final class WaitingLivesOptions extends BenchOptions {

  @Option(names = "--lives", description = "how many lives wait at once, 1 to 20000")
  @Range(to = 20_000)
  int lives = 1000;

  @Option(
      names = "--window",
      paramLabel = "SECONDS",
      description = "how long to measure once all of them wait")
  @Range(to = 999_999)
  int seconds = 60;

  @Option(names = "--heap", paramLabel = "MEGABYTES", description = "the worker's -Xmx")
  @Range(to = 999_999)
  int heapMegabytes = 512;

  @Override
  protected boolean measure(Path temporal, Path directory, PrintStream out) throws Exception {
    WaitingCost cost = new WaitingLives(this, out).measure(temporal, directory);
    cost.print(out, MachineInfo.describe(temporal));
    return cost.faults().isEmpty();
  }
}
