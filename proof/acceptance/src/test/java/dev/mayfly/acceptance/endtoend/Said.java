package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.local.explain.ExplainCommand;
import dev.mayfly.service.command.Commands;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The answer of {@code ./mayfly explain}. */
record Said(int exitCode, String text) {

  /**
   * @param temporal the address to ask.
   * @param words what stands on the command line.
   */
  static Said of(String temporal, String... words) {
    List<String> line = new ArrayList<>(List.of("explain", "--temporal", temporal));
    line.addAll(List.of(words));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, UTF_8);
    int exitCode = Commands.run(List.of(new ExplainCommand()), line, print, print);
    return new Said(exitCode, out.toString(UTF_8));
  }
}
