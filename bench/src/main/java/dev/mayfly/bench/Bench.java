package dev.mayfly.bench;

import ch.qos.logback.classic.Level;
import dev.mayfly.bench.scaling.ScalingComparison;
import dev.mayfly.local.LocalTemporal;
import io.dropwizard.logging.common.BootstrapLogging;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.LogManager;

/** {@code ./mayfly bench}: measures, prints, and fails when a bound does not hold. */
public final class Bench {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final String WAITING_LIVES = "waiting-lives";
  private static final String SCALING = "scaling";

  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  /** Does what the words say, and returns the exit code of the process. */
  static int run(List<String> words, PrintStream out, PrintStream err) throws Exception {
    LogManager.getLogManager().reset();
    // Jersey would have resources registered by class, and warns of each instance.
    BootstrapLogging.bootstrap(Level.ERROR);
    try {
      if (words.equals(List.of(SCALING))) {
        return ScalingComparison.print(out) ? 0 : FAILED;
      }
      if (words.isEmpty() || !words.get(0).equals(WAITING_LIVES)) {
        throw new IllegalArgumentException(
            "no such benchmark: "
                + String.join(" ", words)
                + "\n"
                + WaitingLivesOptions.USAGE
                + "\nusage: mayfly bench scaling");
      }
      return waitingLives(WaitingLivesOptions.parse(words.subList(1, words.size())), out);
    } catch (IllegalArgumentException misused) {
      err.println("mayfly: " + misused.getMessage());
      return MISUSED;
    }
  }

  private static int waitingLives(WaitingLivesOptions options, PrintStream out) throws Exception {
    Path temporal =
        LocalTemporal.binary(System.getenv())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "needs a temporal binary: put one on the PATH, or set TEMPORAL_CLI to its"
                            + " path"));
    Path directory = Files.createTempDirectory("mayfly-bench-");
    out.println("files, logs: " + directory);
    WaitingCost cost = new WaitingLives(options, out).measure(temporal, directory);
    cost.print(out, Machine.describe(temporal));
    return cost.faults().isEmpty() ? 0 : FAILED;
  }
}
