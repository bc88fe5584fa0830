package dev.mayfly.workflows.explanation;

import static java.util.Objects.requireNonNull;

/**
 * The words for a situation.
 *
 * @param why what happened, and what it means.
 * @param awaited what comes next by itself, or that nothing does.
 * @param advice what a person can do, or that there is no need.
 */
public record Sentences(State state, String why, String awaited, String advice) {

  public Sentences {
    requireNonNull(state, "state");
    why = punctuated(requireNonNull(why, "why"));
    awaited = punctuated(requireNonNull(awaited, "awaited"));
    advice = punctuated(requireNonNull(advice, "advice"));
  }

  /** A cause may have a full stop of its own before ours. */
  private static String punctuated(String text) {
    return text.replaceAll("([.!?])\\.(?= |$)", "$1");
  }
}
