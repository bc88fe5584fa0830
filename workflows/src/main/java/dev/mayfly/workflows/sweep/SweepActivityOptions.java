package dev.mayfly.workflows.sweep;

import dev.mayfly.workflows.temporal.ActivityPolicies;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** The time-outs and retries of a sweep's steps, with their reasons. */
final class SweepActivityOptions {

  // An orphan's life, registration (by id and by name) and task: a handful of calls.
  private static final Duration ONE_REPAIR = Duration.ofMinutes(1);
  // The next round tries again, and one thing that cannot be mended must not keep the sweep from
  // the others for long. An outage of hours meets the looks, not these.
  private static final Duration THIS_ROUND = Duration.ofMinutes(10);

  // Three of them, and a query that waits for the task still has its answer within ten seconds.
  private static final Duration AT_ONCE = Duration.ofSeconds(3);

  private SweepActivityOptions() {}

  /**
   * Returns a look within the sweep's own task, tried once: a round of such looks costs one answer
   * to Temporal and two actions, its timer among them. Rule temporal-actions.
   */
  static SweepActivities lookAtOnce(String summary) {
    return Workflow.newLocalActivityStub(
        SweepActivities.class,
        LocalActivityOptions.newBuilder()
            .setScheduleToCloseTimeout(AT_ONCE)
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
            .setSummary(summary)
            .build());
  }

  /**
   * Returns a look of a sweep. While it cannot be had nothing can be mended either, so it waits as
   * one pending step for as long as that takes, and does not fail once a round.
   */
  static SweepActivities look(String summary) {
    return Workflow.newActivityStub(
        SweepActivities.class,
        ActivityPolicies.options(
            summary, ActivityPolicies.ONE_LOOK, ActivityPolicies.WHILE_QUEUED));
  }

  /** Returns a step that mends one thing. */
  static SweepActivities repair(String summary) {
    return Workflow.newActivityStub(
        SweepActivities.class, ActivityPolicies.options(summary, ONE_REPAIR, THIS_ROUND));
  }
}
