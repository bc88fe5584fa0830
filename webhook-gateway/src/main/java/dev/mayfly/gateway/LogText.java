package dev.mayfly.gateway;

import dev.mayfly.workflows.OneLine;
import org.jspecify.annotations.Nullable;

/** Text that a stranger chose, made fit for one field of one line of a log. */
final class LogText {

  private static final int LONGEST = 120;

  private LogText() {}

  static String of(@Nullable String text) {
    return OneLine.of(text == null ? "-" : text.replace('"', ' '), LONGEST);
  }
}
