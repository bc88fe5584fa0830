package dev.mayfly.workflows.pool;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.RunnerName;
import org.jspecify.annotations.Nullable;

/**
 * The status of one runner's turn, as its pool's entity says.
 *
 * @param place from 1 on, while it waits.
 * @param of how many wait.
 * @param paused why no runner is admitted at all; absent while the pool runs.
 */
public record TurnStatus(
    RunnerName runner, State state, int place, int of, @Nullable String paused) {

  /** Where a turn stands. {@code UNKNOWN}: the entity never heard of it, or has lost it. */
  public enum State {
    WAITING,
    ADMITTED,
    LEFT,
    UNKNOWN
  }

  public TurnStatus {
    requireNonNull(runner, "runner");
    requireNonNull(state, "state");
  }

  /** For people: {@code 3rd of 14}, and what else keeps it waiting. */
  public String inWords() {
    return switch (state) {
      case WAITING -> ordinal(place) + " of " + of + (paused == null ? "" : "; " + paused);
      case ADMITTED -> "admitted";
      case LEFT -> "not waiting any more";
      case UNKNOWN -> "not in the queue yet";
    };
  }

  private static String ordinal(int n) {
    boolean teen = n % 100 / 10 == 1;
    return n + (teen ? "th" : n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th");
  }
}
