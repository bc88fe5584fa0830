package dev.mayfly.workflows.explanation;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The facts that a life knows of one of its runners.
 *
 * @param steps that it has come to, in order; empty: nothing has begun.
 * @param end how it ended; also before it is gone, once that is known.
 * @param isStuck whether its removal has failed and is tried again.
 * @param otherJob a job that it took instead of its own; 0: an unknown one; absent: none.
 * @param leaving why it is to leave; absent: it is wanted.
 * @param node that started its task; absent where that is not known.
 * @param prepares whether that node prepared its container, which is to pull its image, when it was
 *     last looked at.
 * @param kept absent unless an operator keeps it to look at.
 * @param task the address of its Batch task.
 * @param group the runner group that it registers in, and whom that serves, in words; absent: there
 *     is none, or it is not known.
 * @param versionEnds absent unless the forge is about to give its version no more jobs.
 */
public record AttemptFacts(
    String runner,
    List<Reached> steps,
    @Nullable End end,
    boolean isStuck,
    @Nullable Long otherJob,
    @Nullable String leaving,
    @Nullable String node,
    boolean prepares,
    @Nullable Kept kept,
    @Nullable String task,
    @Nullable String group,
    @Nullable VersionEnds versionEnds) {

  /** A step and when it was reached. */
  public record Reached(Step step, Instant at) {
    public Reached {
      requireNonNull(step, "step");
      requireNonNull(at, "at");
    }
  }

  /**
   * Its end.
   *
   * @param ofPool whether every runner of its pool would end so.
   */
  public record End(EndKind kind, String cause, boolean ofPool) {
    public End {
      requireNonNull(kind, "kind");
      requireNonNull(cause, "cause");
    }

    String inWords() {
      return kind.told() + ": " + cause;
    }
  }

  /** From then on the forge gives this version no jobs. */
  public record VersionEnds(String version, Instant at) {}

  /** Kept for an operator to look at. */
  public record Kept(String by, String reason, Duration lasts) {}

  public AttemptFacts {
    requireNonNull(runner, "runner");
    steps = List.copyOf(steps);
  }

  Optional<Reached> last() {
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
  }

  Step step() {
    return last().map(Reached::step).orElse(Step.NONE);
  }

  @Nullable Instant since() {
    return last().map(Reached::at).orElse(null);
  }

  /** Returns when it came to a step; absent where it did not. */
  @Nullable Instant since(Step step) {
    return steps.stream()
        .filter(it -> it.step() == step)
        .map(Reached::at)
        .reduce((first, second) -> second)
        .orElse(null);
  }

  /** Returns its place among the life's runners, with which its name ends. */
  String number() {
    return runner.substring(runner.lastIndexOf('-') + 1);
  }

  boolean isGone() {
    return step() == Step.GONE;
  }
}
