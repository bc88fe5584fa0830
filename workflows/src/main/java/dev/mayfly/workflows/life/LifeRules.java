package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.step.WaitResult;
import dev.mayfly.workflows.temporal.OperatorRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The rules of a life as pure functions of what is known. */
public final class LifeRules {

  /** Failed attempts of one need before the life gives up on it, loudly. */
  public static final int MOST_FAILURES = 5;

  // Runners with equal labels swap their jobs, so a few of these are normal where webhooks are
  // lost.
  private static final int MOST_UNEXPLAINED = 20;

  // After so many in a row the next runner would hardly fare better: 32 min, 64 min, up to 6 h.
  private static final int MOST_UNASSIGNED = 3;
  private static final Duration UNASSIGNED_PAUSE = Duration.ofMinutes(4);

  /** The time that Batch keeps the files of a task that is over, unless it is in quarantine. */
  static final Duration RETENTION = Duration.ofHours(1);

  /**
   * The time after which what was known of a job may be old: before a runner is made, it is asked.
   */
  static final Duration STALE = Duration.ofMinutes(2);

  // A spare usually takes the job within seconds; replacing at once would make a second runner for
  // it.
  private static final Duration SPARE_GRACE = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final Duration LONGEST_PATIENCE = Duration.ofHours(6);
  // images/README.md: the forge did not let it register.
  static final int REFUSED = 3;
  // images/README.md: it was online, and its registration ended before a job came.
  private static final int NO_JOB = 4;
  // images/README.md, and "session conflict" of actions/runner: an earlier start has registered.
  // Rule gh-runner-exit-codes.
  private static final int USED = 5;
  // actions/runner, Runner.Common/Constants.cs: the runner's version is deprecated, GitHub gives it
  // no jobs. Rule gh-version-runtime.
  private static final int DEPRECATED = 7;
  // images/README.md: the user that Batch started it as may not read or write what it needs.
  private static final int FORBIDDEN = 8;

  private LifeRules() {}

  /** Returns the pause before the next attempt, given how those before ended. */
  static Duration pauseBefore(List<End> ended, boolean lastTookAnother) {
    long unassigned = unassignedInARow(ended);
    if (unassigned >= MOST_UNASSIGNED) {
      Duration pause = UNASSIGNED_PAUSE.multipliedBy(1L << Math.min(unassigned, 10));
      return pause.compareTo(LONGEST_PATIENCE) < 0 ? pause : LONGEST_PATIENCE;
    }
    long failures = ended.stream().filter(LifeRules::isNotToFollowAtOnce).count();
    if (failures == 0) {
      return lastTookAnother || ranUnknownJob(ended) ? SPARE_GRACE : Duration.ofSeconds(1);
    }
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** Returns whether the last had a job that no webhook has told of yet: most likely another's. */
  private static boolean ranUnknownJob(List<End> ended) {
    return !ended.isEmpty()
        && ended.get(ended.size() - 1) instanceof End.RanJob last
        && last.jobId() == 0;
  }

  private static long unassignedInARow(List<End> ended) {
    long inARow = 0;
    for (End end : ended) {
      inARow = end instanceof End.Unassigned ? inARow + 1 : 0;
    }
    return inARow;
  }

  /** Returns whether the life gives up on its job. */
  static boolean areSpent(List<End> ended) {
    return ended.stream().filter(End::isFailure).count() >= MOST_FAILURES
        || ended.stream().filter(LifeRules::isUnexplained).count() >= MOST_UNEXPLAINED;
  }

  private static boolean isNotToFollowAtOnce(End end) {
    return isNoService(end) || isFault(end);
  }

  /** Returns whether it failed, be it by the pool's fault. */
  static boolean isFault(End end) {
    return end.isFailure() || end instanceof End.Failed;
  }

  /** A failure, or an unknown job: if there was none, the next runner must not follow at once. */
  private static boolean isUnexplained(End end) {
    return end.isFailure() || (end instanceof End.RanJob ran && ran.jobId() == 0);
  }

  private static boolean isNoService(End end) {
    return isUnexplained(end) || end instanceof End.NotAllowed || end instanceof End.Unassigned;
  }

  /** Returns twice as long, but at most six hours: repeated questions must not cost ever more. */
  static Duration longer(Duration patience) {
    Duration twice = patience.multipliedBy(2);
    return twice.compareTo(LONGEST_PATIENCE) < 0 ? twice : LONGEST_PATIENCE;
  }

  /**
   * Returns the end of a runner whose task or registration is gone.
   *
   * @param seen whether it was ever seen online.
   */
  static End endOf(WaitResult saw, boolean seen, RunnerState state, long ownJob) {
    if (state.isJobDone() || state.tookAnother()) {
      return new End.RanJob(state.takenJob().orElse(ownJob), sentence(saw));
    }
    if (state.isTaken()) {
      return new End.Lost(sentence(saw) + ", while its job ran");
    }
    if (exited(saw, DEPRECATED)) {
      return new End.Failed(
          "exit code 7: the runner's version is deprecated; rebuild the image", true);
    }
    if (exited(saw, FORBIDDEN)) {
      return new End.Failed(
          "exit code 8: the image's runner may not read or write what it needs as the user that"
              + " Batch started it as; the task's output says what",
          true);
    }
    if (saw instanceof WaitResult.Ended over && over.poolFault()) {
      return new End.Failed(sentence(saw), true);
    }
    if (exited(saw, 0)) {
      // An ephemeral runner leaves so after a job; an image that never starts one may do so too.
      return new End.RanJob(0, sentence(saw) + ", and nobody said which job it had, if any");
    }
    if (exited(saw, USED)) {
      // A preempted node's task runs again: what is lost is the runner of its first start. Rule
      // batch-preempted-runs-again.
      return new End.Lost(sentence(saw) + ": its registration was used before, or taken away");
    }
    if (state.isUnwanted() && !seen) {
      return new End.Released(state.whyUnwanted() + "; " + sentence(saw));
    }
    return seen || exited(saw, NO_JOB)
        ? new End.Lost(sentence(saw) + ", not known to have had a job")
        : new End.NeverOnline(sentence(saw) + ", before the forge listed it as online");
  }

  /**
   * Returns the outcome of a life.
   *
   * @param by the runner of ours that took it.
   * @param spent whether the life gave up on it.
   * @param ends of every runner that it had.
   */
  static Outcome outcome(
      JobState job,
      Optional<RunnerName> by,
      Optional<OperatorRequest> cancelled,
      boolean spent,
      List<End> ends) {
    if (by.isPresent() && job.state() == JobState.State.COMPLETED) {
      String conclusion = job.conclusion().orElse("unknown");
      return new Outcome.Completed(by.get().toString(), conclusion, "concluded with " + conclusion);
    }
    if (cancelled.isPresent()) {
      return new Outcome.Cancelled(cancelled.get().by(), cancelled.get().reason());
    }
    return spent
        ? new Outcome.AttemptsSpent(ends.size(), ends.get(ends.size() - 1).cause())
        : new Outcome.NotNeeded(job.whyNotNeeded());
  }

  static boolean exited(WaitResult saw, int code) {
    return saw instanceof WaitResult.Ended over && Objects.equals(over.exitCode(), code);
  }

  static String sentence(WaitResult saw) {
    if (saw instanceof WaitResult.Ended over) {
      String code = over.exitCode() == null ? "no exit code" : "exit code " + over.exitCode();
      return "the task ended with "
          + code
          + (over.cause() == null ? "" : " (" + over.cause() + ")");
    }
    if (saw instanceof WaitResult.Gone gone) {
      return gone.what() + " is gone";
    }
    return saw.getClass().getSimpleName();
  }

  static String sentence(End end) {
    return end.getClass().getSimpleName() + ": " + end.cause();
  }
}
