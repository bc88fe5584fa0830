package dev.mayfly.local.operator;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks the console: the result goes to the output, notes to the other one. */
public abstract class ClientCommand implements Callable<Integer> {

  @Option(
      names = "--console",
      paramLabel = "URL",
      showDefaultValue = Visibility.NEVER,
      description = "default: MAYFLY_CONSOLE, else http://127.0.0.1:8088")
  private @Nullable String console;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Surroundings around = Surroundings.ofProcess();

  /** Takes the place of those of this process. */
  final void in(Surroundings others) {
    around = others;
  }

  @Override
  public Integer call() throws Exception {
    OptionalInt done = namesConsole() ? OptionalInt.empty() : runWithout();
    return done.isPresent() ? done.getAsInt() : ask();
  }

  private int ask() throws InterruptedException {
    try {
      return run(
          new ConsoleClient(
              ConsoleAddress.read(console, around.environment()), around.environment()));
    } catch (ConsoleException e) {
      note(String.valueOf(e.getMessage()));
      return e.exitCode();
    }
  }

  /** Does it where no console is named; empty: the usual one is asked. */
  protected OptionalInt runWithout() {
    return OptionalInt.empty();
  }

  /** Returns the exit code. */
  protected abstract int run(ConsoleClient client) throws InterruptedException;

  /** Returns where REST has a job, by any of its names. */
  protected static String pathOf(ConsoleClient client, String job) {
    return "jobs/" + ConsoleClient.encoded(RunAddress.resolve(client, job));
  }

  /** Returns whether a console was named, by option or variable. */
  private boolean namesConsole() {
    return ConsoleAddress.named(console, around.environment()).isPresent();
  }

  final Surroundings around() {
    return around;
  }

  final Instant now() {
    return around.clock().instant();
  }

  /** Takes the result. */
  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Says something beside the result. */
  protected final void note(String line) {
    spec.commandLine().getErr().println("mayfly: " + Visible.of(line));
  }

  /** Returns JSON of the same value that may go to a terminal. */
  protected static String visible(String json) {
    return Visible.json(json);
  }

  /** Returns the failure of a question about what is not there. */
  protected static ConsoleException notFound(String why) {
    return ConsoleException.answered(404, why);
  }
}
