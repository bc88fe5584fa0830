package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.explanation.Facts;
import dev.mayfly.workflows.explanation.State;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.life.RunnerLife;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges how a life explains itself whenever it publishes a change (I6). */
final class Explained implements Runnable {

  private static final int MOST_LINES = 12;
  private static final int LONGEST_LINE = 200;
  // Beyond it a mutant goes round in circles, and each change would cost more than the one before.
  private static final int MOST_CHANGES = 500;

  private final List<String> wrongs;
  private @Nullable RunnerLife life;
  private int changes;

  Explained(List<String> wrongs) {
    this.wrongs = wrongs;
  }

  /** Watches this life from now on. */
  RunnerLife of(RunnerLife watched) {
    life = watched;
    return watched;
  }

  @Override
  public void run() {
    if (++changes <= MOST_CHANGES) {
      judge();
    }
  }

  private void judge() {
    LifeStatus status = requireNonNull(life).status();
    Explanation explained = Explanation.of(Facts.of(life.facts()));
    List<String> text = explained.text(Instant.EPOCH);
    boolean isShort =
        text.size() <= MOST_LINES && text.stream().allMatch(it -> it.length() <= LONGEST_LINE);
    if (!isShort || !isTrue(explained, status)) {
      wrongs.add("I6: a life that is %s is explained so: %s".formatted(status, text));
    }
  }

  private static boolean isTrue(Explanation explained, LifeStatus status) {
    if (status.outcome() != null) {
      return explained.state() == stateAfter(status.outcome());
    }
    return (status.phase() == Phase.HELD) == (explained.state() == State.HELD)
        || status.job().equals("CANCELLED")
        || status.attempts().stream().anyMatch(it -> it.end() == null);
  }

  private static State stateAfter(String outcome) {
    return switch (outcome) {
      case Outcome.COMPLETED -> State.DONE;
      case Outcome.NOT_NEEDED -> State.NOT_NEEDED;
      case Outcome.CANCELLED -> State.CANCELLED;
      case Outcome.ATTEMPTS_SPENT -> State.GIVEN_UP;
      default -> throw new IllegalArgumentException("no outcome: " + outcome);
    };
  }
}
