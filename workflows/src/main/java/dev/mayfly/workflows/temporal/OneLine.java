package dev.mayfly.workflows.temporal;

import java.util.regex.Pattern;

/**
 * Text that others chose, made fit for one line of a log, an answer or a page: what it shows is
 * what it says.
 */
public final class OneLine {

  // Controls (of terminals too), line ends, what hides or reorders the text beside it, and halves
  // of characters, which no encoding can carry.
  private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]+");

  private OneLine() {}

  /**
   * @param longest how many characters are kept; the end of a longer text becomes an ellipsis.
   */
  public static String of(String text, int longest) {
    String line = isPlain(text) ? text : UNFIT.matcher(text).replaceAll(" ");
    if (line.length() <= longest) {
      return line;
    }
    boolean splits = Character.isHighSurrogate(line.charAt(longest - 1));
    return line.substring(0, splits ? longest - 1 : longest) + "…";
  }

  // Nearly all texts are, and the pattern takes as long for each as verifying half a webhook.
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || (c > '~' && mayBeUnfit(c))) {
        return false;
      }
    }
    return true;
  }

  // The kinds of the pattern; it tells halves that make a whole character from those that do not.
  private static boolean mayBeUnfit(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
