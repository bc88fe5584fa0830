package dev.mayfly.acceptance.crash;

import dev.mayfly.service.command.Commands;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code ./mayfly crash-matrix}: SIGKILL to gateway, worker, Temporal or all three at every step of
 * a life, a worker that is suspended, a call that comes late; each a process of its own beside a
 * real Temporal server, and a table of what became of the jobs.
 */
public record CrashMatrix(CrashMatrixOptions options, Path temporal, PrintStream out) {

  /** Ends with 0 when no scenario is empty and nothing was lost. */
  public static void main(String[] arguments) {
    Commands.main(new CrashMatrixOptions(), arguments);
  }

  /** Returns whether every scenario has a result and nothing was lost. */
  boolean run(Path directory) throws Exception {
    long begun = System.nanoTime();
    List<MatrixPlan> plans = options.victims.stream().map(this::plan).toList();
    List<Result> results = perform(plans, directory);
    Report report = new Report(plans.stream().flatMap(MatrixPlan::scenarios).toList(), results);
    String table = report.markdown();
    out.println();
    out.println(table);
    report.faults().forEach(fault -> out.println("FAULT " + fault));
    long minutes = Math.round((System.nanoTime() - begun) / 60e9);
    if (options.out != null) {
      MachineFacts machine = MachineFacts.find(temporal, InstantSource.system());
      Files.writeString(
          options.out, machine.page(options.command(), table, report.faults(), minutes));
    }
    return report.faults().isEmpty();
  }

  private MatrixPlan plan(Victim killed) {
    MatrixPlan all =
        options.isShort
            ? MatrixPlan.brief(killed, options.fleet())
            : MatrixPlan.full(killed, options.fleet());
    return options.steps.isEmpty() ? all : all.at(options.steps);
  }

  private List<Result> perform(List<MatrixPlan> plans, Path directory) throws Exception {
    List<Result> results = new ArrayList<>();
    List<Scenario> all = plans.stream().flatMap(plan -> plan.takes().stream()).toList();
    Deque<List<Scenario>> due = new ArrayDeque<>();
    plans.forEach(plan -> due.addAll(plan.rounds()));
    for (int stacks = 1; !due.isEmpty(); stacks++) {
      Path folder = Files.createDirectories(directory.resolve("stack-" + stacks));
      List<Scenario> first = due.removeFirst();
      try (ProcessStack stack = new ProcessStack(folder, temporal, all, options.engine)) {
        out.println("starting everything…");
        stack.start(ProcessKind.first());
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
