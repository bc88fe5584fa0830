package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.service.command.Commands;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** The exit code of a command, and what it wrote. */
record CommandResult(int exitCode, String out, String err) {

  /** Any way to run a command line. */
  interface Runner {
    int run(PrintStream out, PrintStream err);
  }

  static CommandResult of(Runner command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        command.run(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    return new CommandResult(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }

  static CommandResult of(Object command, List<String> line) {
    return of((out, err) -> Commands.run(List.of(command), line, out, err));
  }
}
