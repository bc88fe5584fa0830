package dev.mayfly.workflows.pool;

import dev.mayfly.workflows.temporal.ActivityPolicies;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** The time-outs and retries of a pool's steps, with their reasons. */
final class PoolActivityOptions {

  // The entity cannot continue as new while it looks, and its history has an end.
  private static final Duration SOON_AGAIN = Duration.ofMinutes(5);

  private PoolActivityOptions() {}

  /** Returns a look for the pool's entity, which looks again by itself. */
  static PoolActivities look(String summary) {
    return Workflow.newActivityStub(
        PoolActivities.class,
        ActivityPolicies.options(summary, ActivityPolicies.ONE_LOOK, SOON_AGAIN));
  }

  /** Returns a step around a pool's nodes; its entity decides anew when it cannot be done. */
  static NodeActivities nodes(String summary) {
    return Workflow.newActivityStub(
        NodeActivities.class, ActivityPolicies.step(summary, SOON_AGAIN));
  }
}
