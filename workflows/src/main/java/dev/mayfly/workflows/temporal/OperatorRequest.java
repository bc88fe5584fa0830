package dev.mayfly.workflows.temporal;

import static java.util.Objects.requireNonNullElse;

import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An operator's request to a life; it stays in the history, so that it says who did what and why.
 *
 * @param by who asks.
 * @param reason why.
 * @param force with {@code cancel}: also end a runner that has a job.
 * @param duration with {@code extend} and {@code quarantine}: for how long, ISO 8601 as in {@code
 *     PT2H}.
 */
public record OperatorRequest(
    String by, String reason, boolean force, @Nullable Duration duration) {

  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_REASON = 1_000;

  /** Long texts are cut: they are carried on, and shown in one line. */
  public OperatorRequest(
      @Nullable String by, @Nullable String reason, boolean force, @Nullable Duration duration) {
    this.by = OneLine.of(requireNonNullElse(by, "unknown"), LONGEST_NAME);
    this.reason = OneLine.of(requireNonNullElse(reason, "no reason given"), LONGEST_REASON);
    this.force = force;
    this.duration = duration;
  }

  /** Neither by force nor for a time. */
  public static OperatorRequest of(String by, String reason) {
    return new OperatorRequest(by, reason, false, null);
  }

  /** Returns whether it asks for no duration, or for a second at least and so much at most. */
  public boolean lastsAtMost(Duration most) {
    return duration == null || (duration.toSeconds() > 0 && duration.compareTo(most) <= 0);
  }

  /** Refuses a request, in the validator of its update. */
  public static void refuseIf(boolean condition, String why) {
    if (condition) {
      throw ApplicationFailure.newNonRetryableFailure(why, FailureType.REFUSED);
    }
  }
}
