package dev.mayfly.worker.sweep;

import dev.mayfly.worker.forge.ListedJob;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
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
}
