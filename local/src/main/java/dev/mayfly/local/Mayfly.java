package dev.mayfly.local;

import dev.mayfly.service.command.Commands;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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
          "dev.mayfly.gateway.GatewayCommand",
          "dev.mayfly.worker.WorkerCommand",
          "dev.mayfly.codec.CodecCommand",
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
    return Commands.run(commands(), words.isEmpty() ? List.of("--help") : words, out, err);
  }

  private static List<?> commands() {
    return COMMANDS.stream().map(Mayfly::command).flatMap(Optional::stream).toList();
  }

  private static Optional<Object> command(String name) {
    try {
      return Optional.of(Class.forName(name).getDeclaredConstructor().newInstance());
    } catch (ClassNotFoundException elsewhere) {
      return Optional.empty();
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
      CommandLine line = Commands.line(commands(), System.out, System.err);
      System.out.print(AutoComplete.bash("mayfly", line));
    }
  }
}
