package dev.mayfly.standin.forge;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was when it was looked at.
 *
 * @param runner the one that took it, once it has begun.
 * @param started when that was.
 */
public record JobView(
    long id,
    long runId,
    String repository,
    String name,
    List<String> labels,
    String status,
    @Nullable String conclusion,
    @Nullable String runner,
    Instant created,
    @Nullable Instant started) {

  static JobView of(WorkflowJob job) {
    return new JobView(
        job.id,
        job.run.id,
        job.run.repository.fullName(),
        job.plan.name(),
        job.plan.labels(),
        job.status,
        job.conclusion,
        job.started == null || job.runner == null ? null : job.runner.name,
        job.created,
        job.started);
  }

  public boolean isOver() {
    return status.equals("completed");
  }
}
