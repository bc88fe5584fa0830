package dev.mayfly.local;

import dev.mayfly.service.command.Commands;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The command line as a whole: help, suggestions, completion. The script starts each command in a
 * process with the class path of its own module, so that this one has no libraries.
 */
public final class Mayfly {

  // By name, since some of these modules stand on this one; what is not on the class path is left
  // out.
  private static final List<String> COMMANDS =
      List.of(
          "dev.mayfly.local.DemoCommand",
          "dev.mayfly.local.trial.TrialCommand",
          "dev.mayfly.local.explain.ExplainCommand",
          "dev.mayfly.local.cost.CostCommand",
          "dev.mayfly.serve.doctor.DoctorCommand",
          "dev.mayfly.local.operator.JobsCommand",
          "dev.mayfly.local.operator.JobCommand",
          "dev.mayfly.local.operator.LogsCommand",
          "dev.mayfly.local.operator.OpenCommand",
          "dev.mayfly.local.operator.TopCommand",
          "dev.mayfly.local.operator.PoolsCommand",
          "dev.mayfly.local.operator.PoolCommand",
          "dev.mayfly.local.operator.IgnoredCommand",
          "dev.mayfly.local.operator.SweepsCommand",
          "dev.mayfly.local.operator.SweepCommand",
          "dev.mayfly.local.operator.JobMessages$Cancel",
          "dev.mayfly.local.operator.JobMessages$Reprovision",
          "dev.mayfly.local.operator.JobMessages$Extend",
          "dev.mayfly.local.operator.JobMessages$Quarantine",
          "dev.mayfly.local.operator.JobMessages$Release",
          "dev.mayfly.gateway.GatewayCommand",
          "dev.mayfly.worker.WorkerCommand",
          "dev.mayfly.serve.ServeCommand",
          "dev.mayfly.console.ConsoleCommand",
          "dev.mayfly.console.codec.CodecCommand",
          "dev.mayfly.local.StandInCommand",
          "dev.mayfly.acceptance.crash.CrashMatrixOptions",
          "dev.mayfly.bench.Bench",
          "dev.mayfly.local.FuzzCommand",
          "dev.mayfly.local.Mayfly$Completion");

  private Mayfly() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  /** Does what the words say, and returns the exit code of the process. */
  public static int run(List<String> words, PrintStream out, PrintStream err) {
    return Commands.run(
        commands(words::contains), words.isEmpty() ? List.of("--help") : words, out, err);
  }

  /**
   * @param isNeeded tells the names of commands that are needed with all their options; of others
   *     there is the name and the description, which takes a tenth of the time.
   */
  private static List<?> commands(Predicate<String> isNeeded) {
    return COMMANDS.stream()
        .map(Mayfly::type)
        .flatMap(Optional::stream)
        .map(type -> command(type, isNeeded))
        .toList();
  }

  private static Optional<Class<?>> type(String name) {
    try {
      return Optional.of(Class.forName(name));
    } catch (ClassNotFoundException elsewhere) {
      return Optional.empty();
    }
  }

  private static Object command(Class<?> type, Predicate<String> isNeeded) {
    Command command = type.getAnnotation(Command.class);
    if (!isNeeded.test(command.name())) {
      CommandSpec listed = CommandSpec.create().name(command.name());
      listed.usageMessage().description(command.description());
      return listed;
    }
    try {
      return type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Prints what a shell needs to complete the words. */
  @Command(
      name = "completion",
      description = {
        "Prints the completion for bash and zsh.",
        "Use it by: source <(./mayfly completion)"
      })
  static final class Completion implements Runnable {

    @Override
    public void run() {
      CommandLine line = Commands.line(commands(name -> true), System.out, System.err);
      System.out.print(AutoComplete.bash("mayfly", line));
    }
  }
}
