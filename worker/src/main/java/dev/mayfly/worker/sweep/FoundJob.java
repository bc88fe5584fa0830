package dev.mayfly.worker.sweep;

import dev.mayfly.worker.forge.ListedJob;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import dev.mayfly.workflows.sweep.Unserved;
import dev.mayfly.workflows.temporal.OneLine;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queued job and its owner.
 *
 * @param organization absent where only the repository's own scope led there.
 * @param enterprise absent unless the enterprise's scope led there.
 */
record FoundJob(ListedJob job, @Nullable String organization, @Nullable String enterprise) {

  static final String DELIVERY = "sweep";

  // What strangers wrote is kept in a history.
  private static final int LONGEST = 100;
  private static final int LONGEST_ADDRESS = 300;
  private static final int MOST_LABELS = 10;

  /** The webhook that ought to have told of it. */
  WorkflowJobEvent asEvent(String forge, Instant now) {
    return new WorkflowJobEvent(
        new WorkflowJobEvent.Delivery(forge, DELIVERY, now),
        WorkflowJobEvent.Action.QUEUED,
        new WorkflowJobEvent.Owner(job.repository(), organization, enterprise, null),
        new WorkflowJobEvent.Job(
            job.id(),
            job.runId(),
            job.name(),
            job.workflow(),
            job.url(),
            job.labels(),
            job.createdAt(),
            null),
        WorkflowJobEvent.Progress.NONE);
  }

  /**
   * The same for people.
   *
   * @param nearest the pool that comes nearest, in words; absent: none does.
   */
  Unserved.Job unserved(@Nullable String nearest) {
    return new Unserved.Job(
        job.id(),
        OneLine.of(job.repository(), LONGEST),
        OneLine.of(job.name(), LONGEST),
        job.labels().stream().limit(MOST_LABELS).map(it -> OneLine.of(it, LONGEST)).toList(),
        job.url() == null ? null : OneLine.of(job.url(), LONGEST_ADDRESS),
        job.createdAt(),
        nearest);
  }
}
