package dev.mayfly.gateway;

import org.jspecify.annotations.Nullable;

/** Text that a stranger chose, made fit for one field of one line of a log. */
final class LogText {

  private static final int LONGEST = 120;

  private LogText() {}

  static String of(@Nullable String text) {
    String given = text == null ? "-" : text;
    String cut = given.length() > LONGEST ? given.substring(0, LONGEST) + "…" : given;
    return cut.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029\"]", " ");
  }
}
