package dev.mayfly.workflows.temporal;

import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;

/**
 * The failure of a step that needs what this worker's file does not have. Configurations change one
 * worker after the other, so it is left to another worker first.
 */
public final class NotConfigured {

  // After 1, 2, 4 … 60 s each: some four minutes, in which one that knows it has been asked.
  static final int MOST_TRIES = 10;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private NotConfigured() {}

  /** Returns the failure of a step: in the end the pool's fault, so that it is not silent. */
  public static ApplicationFailure here(String what) {
    return here(what, tries());
  }

  /**
   * As {@link #here(String)}.
   *
   * @param tries how often Temporal has tried the step, this time among them.
   */
  public static ApplicationFailure here(String what, int tries) {
    String message = what + " is not configured on this worker";
    return tries < MOST_TRIES
        ? ApplicationFailure.newFailure(message, FailureType.UNAVAILABLE)
        : ApplicationFailure.newNonRetryableFailure(
            message + ", nor on those that were asked before: give all the same file",
            FailureType.POOL_FAULT);
  }

  /** Returns the failure of a wait, which must never fail for good. */
  public static ApplicationFailure forNow(String what) {
    Duration pause = Duration.ofSeconds(1L << Math.min(tries() - 1, 6));
    return ApplicationFailure.newBuilder()
        .setMessage(what + " is not configured on this worker")
        .setType(FailureType.UNAVAILABLE)
        .setNextRetryDelay(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE)
        .build();
  }

  /** Returns how often Temporal has tried the step; once where a command does it by itself. */
  private static int tries() {
    try {
      return Activity.getExecutionContext().getInfo().getAttempt();
    } catch (IllegalStateException noActivity) {
      return 1;
    }
  }
}
