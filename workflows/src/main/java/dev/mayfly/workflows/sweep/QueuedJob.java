package dev.mayfly.workflows.sweep;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.RunnerRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queued job that the sweep found without a life that provides for it.
 *
 * @param request what its life is started with.
 * @param queued what its life is told.
 * @param createdAt when the job was created; absent where the forge does not say.
 * @param why what the sweep found instead of a life that provides, for people.
 */
public record QueuedJob(
    RunnerRequest request, JobEvent queued, @Nullable Instant createdAt, String why) {

  public QueuedJob {
    requireNonNull(request, "request");
    requireNonNull(queued, "queued");
    requireNonNull(why, "why");
  }

  /** The same, with a life that first asks whether the job is still queued. */
  QueuedJob verified() {
    return new QueuedJob(request.verified(), queued, createdAt, why);
  }
}
