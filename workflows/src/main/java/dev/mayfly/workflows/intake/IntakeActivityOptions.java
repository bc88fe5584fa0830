package dev.mayfly.workflows.intake;

import dev.mayfly.workflows.temporal.ActivityPolicies;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** The time-outs and retries of an intake's step, with their reasons. */
final class IntakeActivityOptions {

  // Two hundred events of a call each, on a server that ten gateways keep busy.
  private static final Duration ONE_INTAKE = Duration.ofMinutes(10);
  // The events of a killed worker's intake stand still for as long.
  private static final Duration INTAKE_HEARTBEAT = Duration.ofSeconds(3);

  private IntakeActivityOptions() {}

  /** Returns the step of an intake for so many events, on its own task queue. */
  static IntakeActivities intake(int events) {
    return Workflow.newActivityStub(
        IntakeActivities.class,
        ActivityPolicies.options(
                "start or signal the lives of " + events + " events",
                ONE_INTAKE,
                ActivityPolicies.WHILE_QUEUED)
            .toBuilder()
            .setTaskQueue(Workflow.getInfo().getTaskQueue() + IntakeActivities.QUEUE_SUFFIX)
            .setHeartbeatTimeout(INTAKE_HEARTBEAT)
            .build());
  }
}
