package dev.mayfly.bench;

import ch.qos.logback.classic.Level;
import dev.mayfly.bench.ack.Acknowledgement;
import dev.mayfly.bench.overload.Overload;
import dev.mayfly.bench.path.ControlPath;
import dev.mayfly.bench.path.CostPerLife;
import dev.mayfly.bench.recovery.Recovery;
import dev.mayfly.bench.scaling.ScalingComparison;
import dev.mayfly.bench.stack.BenchOptions;
import dev.mayfly.bench.stack.MachineInfo;
import dev.mayfly.local.stack.LocalTemporal;
import dev.mayfly.standin.forge.fault.Outage;
import io.dropwizard.logging.common.BootstrapLogging;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.LogManager;

/** {@code ./mayfly bench}: measures, prints, and fails when a bound does not hold. */
public final class Bench {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final String SCALING_USAGE = "usage: ./mayfly bench scaling";

  private static final List<String> USAGES =
      List.of(
          Acknowledgement.USAGE,
          ControlPath.USAGE,
          CostPerLife.USAGE,
          Recovery.USAGE,
          Overload.USAGE,
          WaitingLivesOptions.USAGE,
          OutageOptions.USAGE,
          SCALING_USAGE);

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
      List<String> options = words.stream().skip(1).toList();
      return switch (words.isEmpty() ? "" : words.get(0)) {
        case "waiting-lives" -> waitingLives(WaitingLivesOptions.parse(options), out);
        case "acknowledgement" ->
            measure(Acknowledgement::run, Acknowledgement.parse(options), out);
        case "control-path" -> measure(ControlPath::run, ControlPath.parse(options), out);
        case "cost-per-life" -> measure(CostPerLife::run, CostPerLife.parse(options), out);
        case "recovery" -> measure(Recovery::run, Recovery.parse(options), out);
        case "overload" -> measure(Overload::run, Overload.parse(options), out);
        case "outage" -> outage(OutageOptions.parse(options, anySeed()), out);
        case "scaling" -> scaling(options, out);
        default ->
            throw new IllegalArgumentException(
                "no such benchmark: " + String.join(" ", words) + "\n" + String.join("\n", USAGES));
      };
    } catch (IllegalArgumentException misused) {
      err.println("mayfly: " + misused.getMessage());
      return MISUSED;
    }
  }

  // Short enough to be typed again.
  private static long anySeed() {
    return ThreadLocalRandom.current().nextLong(1, 1_000_000);
  }

  private static int scaling(List<String> options, PrintStream out) {
    if (!options.isEmpty()) {
      throw new IllegalArgumentException(
          "not understood: " + options.get(0) + "\n" + SCALING_USAGE);
    }
    return ScalingComparison.print(out) ? 0 : FAILED;
  }

  /** A benchmark that says whether its bounds hold. */
  private interface Measurement {
    boolean run(BenchOptions options, Path temporal, Path directory, PrintStream out)
        throws Exception;
  }

  private static int measure(Measurement measurement, BenchOptions options, PrintStream out)
      throws Exception {
    Path temporal = temporal();
    out.println(MachineInfo.describe(temporal));
    return measurement.run(options, temporal, directory(out), out) ? 0 : FAILED;
  }

  private static int waitingLives(WaitingLivesOptions options, PrintStream out) throws Exception {
    Path temporal = temporal();
    WaitingCost cost = new WaitingLives(options, out).measure(temporal, directory(out));
    cost.print(out, MachineInfo.describe(temporal));
    return cost.faults().isEmpty() ? 0 : FAILED;
  }

  private static int outage(OutageOptions options, PrintStream out) throws Exception {
    Path temporal = temporal();
    Path directory = directory(out);
    out.println("seed " + options.seed() + "; " + MachineInfo.describe(temporal));
    boolean good = true;
    for (Outage.Kind kind : options.kinds()) {
      Path own = Files.createDirectory(directory.resolve(kind.name().toLowerCase(Locale.ROOT)));
      OutageCost cost = new OutageRuns(options, out).measure(temporal, own, kind);
      cost.print(out);
      good &= cost.faults().isEmpty();
    }
    out.println(good ? "\nall bounds hold" : "\nnot every bound holds");
    return good ? 0 : FAILED;
  }

  private static Path directory(PrintStream out) throws IOException {
    Path directory = Files.createTempDirectory("mayfly-bench-");
    out.println("files, logs: " + directory);
    return directory;
  }

  private static Path temporal() {
    return LocalTemporal.binary(System.getenv())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "needs a temporal binary: put one on the PATH, or set TEMPORAL_CLI to its"
                        + " path"));
  }
}
