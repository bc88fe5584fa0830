package dev.mayfly.workflows.temporal;

import java.util.regex.Pattern;

/**
 * Makes text that others chose (job names, repositories, labels) harmless where the Web UI renders
 * Markdown: its renderer has no sanitiser, so markup must not reach it.
 */
public final class Markdown {

  private static final int LONGEST = 200;
  private static final Pattern MARKUP = Pattern.compile("([\\\\`*_{}\\[\\]()#+.!|~:-])");

  private Markdown() {}

  /** One line of at most 200 characters, in which nothing is markup, a tag or a link. */
  public static String escape(String text) {
    return escape(text, LONGEST);
  }

  /** The same of at most so many characters. */
  public static String escape(String text, int longest) {
    String tagless =
        OneLine.of(text, longest).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return MARKUP.matcher(tagless).replaceAll("\\\\$1");
  }

  /** A link, or the escaped text alone when the address is not a plain http(s) one. */
  public static String link(String text, String url) {
    return url.matches("https?://[A-Za-z0-9./_~:%?=&#-]+")
        ? "[" + escape(text) + "](" + url + ")"
        : escape(text);
  }
}
