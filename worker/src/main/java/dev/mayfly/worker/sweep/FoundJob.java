package dev.mayfly.worker.sweep;

import dev.mayfly.worker.forge.ListedJob;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queued job, and whose it is.
 *
 * @param organization absent where only the repository's own scope led there.
 * @param enterprise absent unless the enterprise's scope led there.
 */
record FoundJob(ListedJob job, @Nullable String organization, @Nullable String enterprise) {

  private static final String DELIVERY = "sweep";

  /** The webhook that ought to have told of it. */
  WorkflowJobEvent asEvent(String forge, Instant now) {
    return new WorkflowJobEvent(
        forge,
        WorkflowJobEvent.Action.QUEUED,
        job.id(),
        job.runId(),
        job.repository(),
        organization,
        enterprise,
        job.name(),
        job.workflow(),
        job.url(),
        job.labels(),
        null,
        null,
        null,
        job.createdAt(),
        now,
        DELIVERY);
  }
}
