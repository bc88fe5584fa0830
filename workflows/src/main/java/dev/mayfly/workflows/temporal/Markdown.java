package dev.mayfly.workflows.temporal;

import java.util.regex.Pattern;

/**
 * Makes text that others chose (job names, repositories, labels) harmless where the Web UI renders
 * Markdown: its renderer has no sanitiser, so markup must not reach it.
 */
public final class Markdown {

  private static final int LONGEST = 200;
  private static final String MARKUP = "\\`*_{}[]()#+.!|~:-";
  private static final Pattern PLAIN_URL = Pattern.compile("https?://[A-Za-z0-9./_~:%?=&#-]+");

  private Markdown() {}

  /** One line of at most 200 characters, in which nothing is markup, a tag or a link. */
  public static String escape(String text) {
    return escape(text, LONGEST);
  }

  /** The same of at most so many characters. */
  public static String escape(String text, int longest) {
    String line = OneLine.of(text, longest);
    StringBuilder escaped = new StringBuilder(2 * line.length());
    for (int i = 0; i < line.length(); i++) {
      append(escaped, line.charAt(i));
    }
    return escaped.toString();
  }

  private static void append(StringBuilder escaped, char c) {
    switch (c) {
      case '&' -> escaped.append("&amp;");
      case '<' -> escaped.append("&lt;");
      case '>' -> escaped.append("&gt;");
      default -> (isMarkup(c) ? escaped.append('\\') : escaped).append(c);
    }
  }

  // Most are letters, which need no look at the others.
  private static boolean isMarkup(char c) {
    return !Character.isLetterOrDigit(c) && MARKUP.indexOf(c) >= 0;
  }

  /** A link, or the escaped text alone when the address is not a plain http(s) one. */
  public static String link(String text, String url) {
    return PLAIN_URL.matcher(url).matches() ? "[" + escape(text) + "](" + url + ")" : escape(text);
  }
}
