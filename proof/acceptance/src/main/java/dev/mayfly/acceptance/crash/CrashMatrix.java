package dev.mayfly.acceptance.crash;

import ch.qos.logback.classic.Level;
import dev.mayfly.local.stack.Directories;
import dev.mayfly.local.stack.LocalTemporal;
import io.dropwizard.logging.common.BootstrapLogging;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.LogManager;
import java.util.stream.Collectors;

/**
 * {@code ./mayfly crash-matrix}: SIGKILL to gateway, worker, Temporal or all three at every step of
 * a life, each a process of its own beside a real Temporal server, and a table of what became of
 * the jobs.
 */
public final class CrashMatrix {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private final CrashMatrixOptions options;
  private final Path temporal;
  private final PrintStream out;

  CrashMatrix(CrashMatrixOptions options, Path temporal, PrintStream out) {
    this.options = options;
    this.temporal = temporal;
    this.out = out;
  }

  /** Ends with 0 when no cell is empty and nothing was lost. */
  public static void main(String[] arguments) throws Exception {
    System.exit(run(List.of(arguments), System.getenv(), System.out, System.err));
  }

  static int run(
      List<String> words, Map<String, String> environment, PrintStream out, PrintStream err)
      throws Exception {
    try {
      CrashMatrixOptions options = CrashMatrixOptions.parse(words);
      Path temporal =
          LocalTemporal.binary(environment)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "the crash matrix kills a real Temporal server and found none: put a"
                              + " temporal binary on the PATH, or set TEMPORAL_CLI to its path"));
      Path directory = Files.createTempDirectory("mayfly-crash-");
      boolean good = new CrashMatrix(options, temporal.toAbsolutePath(), out).run(directory);
      if (good) {
        Directories.delete(directory);
      } else {
        out.println("configuration, logs and Temporal's databases are in " + directory);
      }
      return good ? 0 : FAILED;
    } catch (IllegalArgumentException misused) {
      err.println("mayfly: " + misused.getMessage());
      return MISUSED;
    }
  }

  /** Runs it; returns whether every scenario has a result and nothing was lost. */
  boolean run(Path directory) throws Exception {
    LogManager.getLogManager().reset();
    BootstrapLogging.bootstrap(Level.ERROR);
    long begun = System.nanoTime();
    List<MatrixPlan> plans = options.victims().stream().map(this::plan).toList();
    List<Result> results = perform(plans, directory);
    Report report = new Report(plans.stream().flatMap(MatrixPlan::scenarios).toList(), results);
    String table = report.markdown();
    out.println();
    out.println(table);
    report.faults().forEach(fault -> out.println("FAULT " + fault));
    long minutes = Math.round((System.nanoTime() - begun) / 60e9);
    if (options.out().isPresent()) {
      MachineFacts machine = MachineFacts.find(temporal, InstantSource.system());
      Files.writeString(
          options.out().get(), machine.page(options.command(), table, report.faults(), minutes));
    }
    return report.faults().isEmpty();
  }

  private MatrixPlan plan(KilledProcess killed) {
    return options.isShort()
        ? MatrixPlan.brief(killed, options.fleet())
        : MatrixPlan.full(killed, options.fleet());
  }

  private List<Result> perform(List<MatrixPlan> plans, Path directory) throws Exception {
    List<Result> results = new ArrayList<>();
    List<Scenario> all = plans.stream().flatMap(plan -> plan.takes().stream()).toList();
    Deque<List<Scenario>> due = new ArrayDeque<>();
    plans.forEach(plan -> due.addAll(plan.rounds()));
    for (int stacks = 1; !due.isEmpty(); stacks++) {
      Path folder = Files.createDirectories(directory.resolve("stack-" + stacks));
      List<Scenario> first = due.removeFirst();
      try (ProcessStack stack = new ProcessStack(folder, temporal, all)) {
        out.println("starting everything…");
        stack.start(List.of(ProcessKind.values()));
        perform(stack, first, due, results);
        while (!due.isEmpty()) {
          perform(stack, due.removeFirst(), due, results);
        }
      } catch (AssertionError | RuntimeException | IOException stuck) {
        // What is left is done with new processes; this round's scenarios have no result.
        out.println("  given up: " + stuck);
      }
    }
    return results;
  }

  private void perform(
      ProcessStack stack, List<Scenario> scenarios, Deque<List<Scenario>> due, List<Result> results)
      throws Exception {
    List<Result> some = new Round(stack, scenarios, out).run();
    results.addAll(some);
    missed(scenarios, some).forEach(scenario -> due.addFirst(List.of(scenario)));
  }

  /**
   * Returns the scenarios of a round whose kill point was missed, to be tried again, each alone.
   */
  private static List<Scenario> missed(List<Scenario> scenarios, List<Result> hit) {
    Set<Scenario> known = hit.stream().map(Result::scenario).collect(Collectors.toSet());
    return scenarios.stream()
        .filter(scenario -> !known.contains(scenario) && scenario.take() < Scenario.MOST_TAKES)
        .map(scenario -> scenario.take(scenario.take() + 1))
        .toList();
  }
}
