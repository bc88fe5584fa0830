package dev.mayfly.local.operator;

import dev.mayfly.service.command.Colours;
import java.io.Console;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A command's surroundings.
 *
 * @param person answers a question at a terminal; absent: nobody reads or writes here.
 * @param pause waits between two looks.
 */
record Surroundings(
    Map<String, String> environment,
    @Nullable UnaryOperator<String> person,
    InstantSource clock,
    Pause pause) {

  /** The time between two looks. */
  static final Duration LOOK = Duration.ofSeconds(2);

  /** A wait between two looks. */
  interface Pause {

    /** Waits, and returns whether to look again. */
    boolean isOver() throws InterruptedException;
  }

  /** Those of this process. */
  static Surroundings ofProcess() {
    return new Surroundings(
        System.getenv(), atTerminal(), InstantSource.system(), Surroundings::sleep);
  }

  private static boolean sleep() throws InterruptedException {
    Thread.sleep(LOOK.toMillis());
    return true;
  }

  @SuppressWarnings("SystemConsoleNull") // the launcher has later Javas say so too
  private static @Nullable UnaryOperator<String> atTerminal() {
    Console terminal = System.console();
    return terminal == null
        ? null
        : question -> String.valueOf(terminal.readLine("%s", question + " "));
  }

  /** Returns whether the output may have colours and be drawn anew. */
  boolean hasColours() {
    return Colours.areWanted(person != null, environment);
  }
}
