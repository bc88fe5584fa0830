package dev.mayfly.workflows.explanation;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * The words for a situation.
 *
 * @param why what happened, and what it means.
 * @param awaited what comes next by itself, or that nothing does.
 * @param advice what a person can do, or that there is no need.
 */
public record Sentences(State state, String why, String awaited, String advice) {

  private static final Pattern SECOND_STOP = Pattern.compile("([.!?])\\.(?= |$)");

  public Sentences {
    requireNonNull(state, "state");
    why = punctuated(requireNonNull(why, "why"));
    awaited = punctuated(requireNonNull(awaited, "awaited"));
    advice = punctuated(requireNonNull(advice, "advice"));
  }

  /** A cause may have a full stop of its own before ours. */
  private static String punctuated(String text) {
    return SECOND_STOP.matcher(text).replaceAll("$1");
  }
}
