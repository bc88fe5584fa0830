package dev.mayfly.workflows;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/**
 * Every time-out and retry of a life's steps, with its reason. Failures that repeating cannot mend
 * are marked so where they are thrown; everything else is repeated here, and nowhere else.
 */
final class ActivityPolicies {

  // A step is a call or two, each with a time-out of 10 s of its own. The step of a killed worker
  // is repeated after this,
  // so it is also how long such a life stands still.
  private static final Duration ONE_STEP = Duration.ofSeconds(25);
  // GitHub keeps a job queued for 24 h at most, so an outage longer than that has cost the job
  // anyway.
  private static final Duration WHILE_QUEUED = Duration.ofHours(24);
  // What was made must go, however long the outage.
  private static final Duration CLEAN_UP = Duration.ofDays(7);
  // All pages of a listing, and a question for each of a thousand runners that have no task yet.
  private static final Duration ONE_LOOK = Duration.ofMinutes(2);
  // The entity cannot continue as new while it looks, and its history has an end.
  private static final Duration SOON_AGAIN = Duration.ofMinutes(5);
  // Far behind every deadline, since a deadline decides nothing: it only stops a wait that nobody
  // answers any more.
  private static final Duration FUSE = Duration.ofDays(1);
  // The longest job (5 days) in the longest patience, and the fuse of the run is 40 days.
  private static final Duration LONGEST_WAIT = Duration.ofDays(30);

  // An orphan's life, registration (by id and by name) and task: a handful of calls.
  private static final Duration ONE_REPAIR = Duration.ofMinutes(1);
  // The next round tries again, and one thing that cannot be mended must not keep the sweep from
  // the others for long. An outage of hours meets the looks, not these.
  private static final Duration THIS_ROUND = Duration.ofMinutes(10);

  // Two hundred events of a call each, on a server that ten gateways keep busy.
  private static final Duration ONE_INTAKE = Duration.ofMinutes(10);
  // The events of a killed worker's intake stand still for as long.
  private static final Duration INTAKE_HEARTBEAT = Duration.ofSeconds(10);

  private ActivityPolicies() {}

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

  /** A wait: no slot and no thread while it lasts; its heart is beaten by the watcher. */
  static WatchActivities watch(String summary, Duration patience) {
    return Workflow.newActivityStub(
        WatchActivities.class,
        ActivityOptions.newBuilder()
            .setScheduleToCloseTimeout(patience.plus(FUSE))
            .setHeartbeatTimeout(WatchActivities.HEARTBEAT_TIMEOUT)
            .setRetryOptions(
                RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofSeconds(1))
                    .setBackoffCoefficient(1)
                    .build())
            .setSummary(summary)
            .build());
  }

  /** A message to the pool's entity. */
  static PoolActivities pool(String summary) {
    return Workflow.newActivityStub(PoolActivities.class, providing(summary));
  }

  /** A look for the pool's entity, which looks again by itself. */
  static PoolActivities poolLook(String summary) {
    return Workflow.newActivityStub(PoolActivities.class, options(summary, ONE_LOOK, SOON_AGAIN));
  }

  /** A step around a pool's nodes; its entity looks and decides anew when it cannot be done. */
  static NodeActivities nodes(String summary) {
    return Workflow.newActivityStub(NodeActivities.class, options(summary, ONE_STEP, SOON_AGAIN));
  }

  /**
   * A look of a sweep. While it cannot be had nothing can be mended either, so it waits as one
   * pending step for as long as that takes, and does not fail once a round.
   */
  static SweepActivities sweepLook(String summary) {
    return Workflow.newActivityStub(
        SweepActivities.class, options(summary, ONE_LOOK, WHILE_QUEUED));
  }

  /** One thing that a sweep mends. */
  static SweepActivities sweepRepair(String summary) {
    return Workflow.newActivityStub(
        SweepActivities.class, options(summary, ONE_REPAIR, THIS_ROUND));
  }

  /** The step of an intake, on its own queue. */
  static IntakeActivities intake(String summary) {
    return Workflow.newActivityStub(
        IntakeActivities.class,
        options(summary, ONE_INTAKE, WHILE_QUEUED).toBuilder()
            .setTaskQueue(Workflow.getInfo().getTaskQueue() + IntakeActivities.QUEUE_SUFFIX)
            .setHeartbeatTimeout(INTAKE_HEARTBEAT)
            .build());
  }

  static WatchActivities watchToTheEnd(String summary) {
    return watch(summary, LONGEST_WAIT);
  }

  private static ActivityOptions providing(String summary) {
    return options(summary, WHILE_QUEUED);
  }

  private static ActivityOptions cleaningUp(String summary) {
    return options(summary, CLEAN_UP);
  }

  private static ActivityOptions options(String summary, Duration scheduleToClose) {
    return options(summary, ONE_STEP, scheduleToClose);
  }

  private static ActivityOptions options(
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
