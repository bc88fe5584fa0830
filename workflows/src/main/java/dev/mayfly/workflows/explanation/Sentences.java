package dev.mayfly.workflows.explanation;

import static java.util.Objects.requireNonNull;

/**
 * What there is to say of a situation.
 *
 * @param why what happened, and what it means.
 * @param awaited what comes next by itself, or that nothing does.
 * @param advice what a person can do, or that there is no need.
 */
public record Sentences(State state, String why, String awaited, String advice) {

  public Sentences {
    requireNonNull(state, "state");
    requireNonNull(why, "why");
    requireNonNull(awaited, "awaited");
    requireNonNull(advice, "advice");
  }
}
