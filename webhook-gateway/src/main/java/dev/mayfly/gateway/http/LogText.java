package dev.mayfly.gateway.http;

import dev.mayfly.workflows.temporal.OneLine;
import org.jspecify.annotations.Nullable;

/** Text that a stranger chose, made fit for one field of one line of a log. */
public final class LogText {

  private static final int LONGEST = 120;

  private LogText() {}

  public static String of(@Nullable String text) {
    return OneLine.of(text == null ? "-" : text.replace('"', ' '), LONGEST);
  }
}
