package dev.mayfly.workflows;

import java.util.regex.Pattern;

/**
 * Makes text that somebody else chose (job names, repositories, labels) harmless where the Web UI
 * renders Markdown: its renderer has no sanitiser, so markup must not reach it.
 */
public final class Markdown {

  private static final int LONGEST = 200;
  // Line ends of every kind, and the characters that turn the direction of the text around them.
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}-\\x{202e}\\x{2066}-\\x{2069}]+");
  private static final Pattern MARKUP = Pattern.compile("([\\\\`*_{}\\[\\]()#+.!|~:-])");

  private Markdown() {}

  /** One line of at most 200 characters, in which nothing is markup, a tag or a link. */
  public static String escape(String text) {
    String line = CONTROL.matcher(text).replaceAll(" ");
    String cut = line.length() > LONGEST ? start(line) + "…" : line;
    String tagless = cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return MARKUP.matcher(tagless).replaceAll("\\\\$1");
  }

  private static String start(String line) {
    return line.substring(
        0, Character.isHighSurrogate(line.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
  }

  /** A link, or the escaped text alone when the address is not a plain http(s) one. */
  public static String link(String text, String url) {
    return url.matches("https?://[A-Za-z0-9./_~:%?=&#-]+")
        ? "[" + escape(text) + "](" + url + ")"
        : escape(text);
  }
}
