package dev.mayfly.workflows.cost;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.explanation.AttemptFacts;
import dev.mayfly.workflows.explanation.AttemptFacts.Reached;
import dev.mayfly.workflows.explanation.EndKind;
import dev.mayfly.workflows.explanation.LifeFacts;
import dev.mayfly.workflows.explanation.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A time that a runner's task was on a node, by its life's clock.
 *
 * @param job its life's, also where it took another one: its life made it.
 * @param from when a node had it.
 * @param to when its removal began, or it lost its node; of one that runs: now.
 * @param busy since when it had a job; absent: it has none.
 * @param isWasted whether it is over and had no job.
 */
public record RunnerTime(
    LifeFacts.Job job, Instant from, Instant to, @Nullable Instant busy, boolean isWasted) {

  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  public RunnerTime {
    requireNonNull(job, "job");
    requireNonNull(from, "from");
    requireNonNull(to, "to");
  }

  /**
   * Returns those of a life's runners; a task that lost its node has several.
   *
   * @param now by which one that is still there is reckoned.
   */
  public static List<RunnerTime> of(LifeFacts life, Instant now) {
    List<RunnerTime> all = new ArrayList<>();
    for (AttemptFacts attempt : life.attempts()) {
      Instant from = null;
      Instant busy = null;
      for (Reached reached : attempt.steps()) {
        if (!reached.step().isOnNode()) {
          add(life, attempt, from, reached.at(), busy, reached.step() == Step.NODE, all);
          from = null;
          busy = null;
        } else {
          from = from == null ? reached.at() : from;
          busy = reached.step().hasJob() ? reached.at() : busy;
        }
      }
      add(life, attempt, from, now, busy, false, all);
    }
    return all;
  }

  private static void add(
      LifeFacts life,
      AttemptFacts attempt,
      @Nullable Instant from,
      Instant to,
      @Nullable Instant busy,
      boolean isLost,
      List<RunnerTime> all) {
    if (from == null) {
      return;
    }
    Instant end = to.isBefore(from) ? from : to; // Another clock may say what is now.
    AttemptFacts.End how = isLost ? null : attempt.end();
    // A short job may be over before its life has heard that it had begun.
    Instant had = busy == null && how != null && how.kind() == EndKind.RAN_JOB ? end : busy;
    boolean isOver = isLost || how != null;
    all.add(new RunnerTime(life.job(), from, end, had, isOver && had == null));
  }

  /**
   * The minutes of its job as a forge takes money for them: each begun one. Rule gh-minutes-whole.
   */
  long minutes() {
    return busy == null ? 0 : Math.max(1, -Math.floorDiv(-millis(busy, to), MINUTE));
  }

  static long millis(Instant from, Instant to) {
    return Duration.between(from, to).toMillis();
  }
}
