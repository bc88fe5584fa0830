package dev.mayfly.bench;

import dev.mayfly.bench.stack.BenchOptions;
import dev.mayfly.bench.stack.MachineInfo;
import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./mayfly bench waiting-lives}. */
@Command(
    name = "waiting-lives",
    description = "Measures what waiting lives cost one worker and Temporal.")
final class WaitingLivesOptions extends BenchOptions {

  @Option(names = "--lives", paramLabel = "1..20000", description = "how many lives wait at once")
  int lives = 1000;

  @Option(names = "--window", paramLabel = "1..999999", description = "seconds once all wait")
  int seconds = 60;

  @Option(
      names = "--heap",
      paramLabel = "1..999999",
      description = "the worker's -Xmx, in megabytes")
  int heapMegabytes = 512;

  @Override
  protected boolean measure(Path temporal, Path directory, PrintStream out) throws Exception {
    WaitingCost cost = new WaitingLives(this, out).measure(temporal, directory);
    cost.print(out, MachineInfo.describe(temporal));
    return cost.faults().isEmpty();
  }
}
