package dev.mayfly.local.operator;

import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text that others chose, for a terminal: control characters are shown, and never sent. */
final class Visible {

  // As OneLine has them: also what reorders or hides the text beside it. The second range of
  // controls begins terminals' sequences as well (ECMA-48, 5.3: U+009B is CSI).
  private static final String KINDS = "\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}";
  private static final Pattern UNFIT = Pattern.compile("[" + KINDS + "]");
  private static final Pattern UNFIT_IN_JSON = Pattern.compile("[" + KINDS + "&&[^\n\r\t]]");
  private static final Pattern UNFIT_IN_LOG = Pattern.compile("[" + KINDS + "&&[^\n\t]]");
  private static final int PICTURES = 0x2400;

  private Visible() {}

  /** Returns a line in which each control has its picture, or its number. */
  static String of(String text) {
    return replace(UNFIT, text, Visible::pictured);
  }

  /** Returns lines, with their breaks and tabs. */
  static String lines(String text) {
    return replace(UNFIT_IN_LOG, text.replace("\r\n", "\n"), Visible::pictured);
  }

  /** Returns JSON of the same value. */
  static String json(String body) {
    return replace(UNFIT_IN_JSON, body, Visible::escaped);
  }

  private static String replace(Pattern unfit, String text, IntFunction<String> shown) {
    return unfit
        .matcher(text)
        .replaceAll(
            found ->
                found
                    .group()
                    .chars()
                    .mapToObj(shown)
                    .collect(Collectors.joining())
                    .replace("\\", "\\\\"));
  }

  private static String pictured(int c) {
    return c < ' ' ? Character.toString(PICTURES + c) : escaped(c);
  }

  private static String escaped(int c) {
    return "\\u%04x".formatted(c);
  }
}
