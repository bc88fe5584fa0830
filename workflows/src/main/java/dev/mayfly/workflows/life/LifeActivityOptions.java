package dev.mayfly.workflows.life;

import dev.mayfly.workflows.pool.PoolActivities;
import dev.mayfly.workflows.step.BatchActivities;
import dev.mayfly.workflows.step.ForgeActivities;
import dev.mayfly.workflows.step.NoticeActivities;
import dev.mayfly.workflows.step.WaitActivities;
import dev.mayfly.workflows.temporal.ActivityPolicies;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** The time-outs and retries of a life's steps, with their reasons. */
final class LifeActivityOptions {

  // What was made must go, however long the outage.
  private static final Duration CLEAN_UP = Duration.ofDays(7);
  // Far behind every deadline, since a deadline decides nothing: it only stops a wait that no
  // watcher answers any more.
  private static final Duration FUSE = Duration.ofDays(1);
  // The longest job (5 days) in the longest patience, and the fuse of the run is 40 days.
  private static final Duration LONGEST_WAIT = Duration.ofDays(30);

  // An outage of a minute or two is as long as a notice is worth.
  private static final Duration NOTICE = Duration.ofMinutes(2);

  private LifeActivityOptions() {}

  static ForgeActivities forge(String summary) {
    return Workflow.newActivityStub(ForgeActivities.class, providing(summary));
  }

  static BatchActivities batch(String summary) {
    return Workflow.newActivityStub(BatchActivities.class, providing(summary));
  }

  static ForgeActivities forgeCleanUp(String summary) {
    return Workflow.newActivityStub(ForgeActivities.class, cleaningUp(summary));
  }

  static BatchActivities batchCleanUp(String summary) {
    return Workflow.newActivityStub(BatchActivities.class, cleaningUp(summary));
  }

  /** Returns a wait: no slot and no thread while it lasts; the watcher sends its heartbeats. */
  static WaitActivities waiting(String summary, Duration patience) {
    return waiting(summary, patience, WaitActivities.HEARTBEAT_TIMEOUT);
  }

  private static WaitActivities waiting(
      String summary, Duration patience, Duration heartbeatTimeout) {
    return Workflow.newActivityStub(
        WaitActivities.class,
        ActivityOptions.newBuilder()
            .setScheduleToCloseTimeout(patience.plus(FUSE))
            .setHeartbeatTimeout(heartbeatTimeout)
            .setRetryOptions(
                RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofSeconds(1))
                    .setBackoffCoefficient(1)
                    .build())
            .setSummary(summary)
            .build());
  }

  /** Returns a wait for a turn, which its heartbeats tell. */
  static WaitActivities waitingForTurn(String summary) {
    return waiting(summary, LONGEST_WAIT);
  }

  static WaitActivities waitingToTheEnd(String summary) {
    return waiting(summary, LONGEST_WAIT, WaitActivities.LONG_HEARTBEAT_TIMEOUT);
  }

  /** Returns a step that the worker takes within the life's own task: it only notes something. */
  static WaitActivities noting(String summary) {
    return Workflow.newLocalActivityStub(
        WaitActivities.class,
        LocalActivityOptions.newBuilder()
            .setStartToCloseTimeout(ActivityPolicies.ONE_STEP)
            .setSummary(summary)
            .build());
  }

  /**
   * Returns a step within the life's own task, tried once and briefly (ADR 28): all of one task are
   * one action, and none is an event but its mark. Rule temporal-actions. Rule
   * temporal-local-steps.
   */
  static <A> A atOnce(Class<A> activities, String summary) {
    return Workflow.newLocalActivityStub(
        activities,
        LocalActivityOptions.newBuilder()
            .setScheduleToCloseTimeout(ActivityPolicies.AT_ONCE)
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
            // Its summary says of what it is, in a tenth of the bytes.
            .setDoNotIncludeArgumentsIntoMarker(true)
            .setSummary(summary)
            .build());
  }

  /** Returns a message to the pool's entity. */
  static PoolActivities pool(String summary) {
    return Workflow.newActivityStub(PoolActivities.class, providing(summary));
  }

  /** Returns what a life can do without, so that it never waits for it for long. */
  static NoticeActivities notice(String summary) {
    return Workflow.newActivityStub(
        NoticeActivities.class,
        ActivityPolicies.options(summary, ActivityPolicies.ONE_STEP, NOTICE));
  }

  /** Returns the options of a workflow that outlasts the life that starts it. */
  static ChildWorkflowOptions abandoned(String id) {
    return ChildWorkflowOptions.newBuilder()
        .setWorkflowId(id)
        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
        .build();
  }

  private static ActivityOptions providing(String summary) {
    return ActivityPolicies.step(summary, ActivityPolicies.WHILE_QUEUED);
  }

  private static ActivityOptions cleaningUp(String summary) {
    return ActivityPolicies.step(summary, CLEAN_UP);
  }
}
