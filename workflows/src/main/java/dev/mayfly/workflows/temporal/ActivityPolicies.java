package dev.mayfly.workflows.temporal;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;

/**
 * Time-outs and retries that several kinds of workflow share, with their reasons. Failures that
 * repeating cannot mend are marked so where they are thrown; everything else is repeated by these
 * options, and nowhere else.
 */
public final class ActivityPolicies {

  /** A step is a call or two, each with a time-out of 10 s of its own. */
  public static final Duration ONE_STEP = Duration.ofSeconds(25);

  /**
   * The step of a killed worker is repeated after this; a living one's beats for it while it lasts
   * (ADR 32). A worker that has no processor for so long does its steps twice. Rule
   * temporal-heartbeat-timeout.
   */
  public static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

  /**
   * The time of a step within a life's own task (ADR 28). That task has five seconds: two such
   * steps are within the four after which the SDK would answer in between, and a query has its
   * answer soon.
   */
  public static final Duration AT_ONCE = Duration.ofSeconds(2);

  /**
   * All pages of a listing, and a question for each of a thousand runners that have no task yet.
   */
  public static final Duration ONE_LOOK = Duration.ofMinutes(2);

  /**
   * GitHub keeps a job queued for 24 h at most, so an outage longer than that has cost the job
   * anyway.
   */
  public static final Duration WHILE_QUEUED = Duration.ofHours(24);

  private ActivityPolicies() {}

  /** Returns the options of one step, which is taken up soon after its worker has died. */
  public static ActivityOptions step(String summary, Duration scheduleToClose) {
    return options(summary, ONE_STEP, scheduleToClose).toBuilder()
        .setHeartbeatTimeout(SIGN_OF_LIFE)
        .build();
  }

  /** Returns options that repeat after 1 s, doubling to 1 min, until the last time-out. */
  public static ActivityOptions options(
      String summary, Duration startToClose, Duration scheduleToClose) {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(startToClose)
        .setScheduleToCloseTimeout(scheduleToClose)
        .setRetryOptions(
            RetryOptions.newBuilder()
                .setInitialInterval(Duration.ofSeconds(1))
                .setBackoffCoefficient(2)
                .setMaximumInterval(Duration.ofMinutes(1))
                .build())
        .setSummary(summary)
        .build();
  }
}
