package dev.mayfly.worker.sweep;

import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.step.ForgeActivities;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.RunnerToken;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The steps of lives at the forge. Records the repositories of their jobs, which the sweep searches
 * too, and reports that a runner was removed: its container is about to end. With a token goes the
 * pool's Batch job, which spares a life the step that asks for it.
 *
 * @param batchJob of a pool, as far as it is known without a question.
 * @param removed called after each removal.
 */
public record RecordingForgeActivities(
    ForgeActivities steps,
    SeenRepositories seen,
    Function<String, Optional<BatchJobId>> batchJob,
    Runnable removed)
    implements ForgeActivities {

  @Override
  public RunnerToken mintRunnerToken(RunnerRef runner, List<String> labels) {
    seen.note(runner.job());
    return steps.mintRunnerToken(runner, labels).withBatchJob(batchJob.apply(runner.pool()));
  }

  @Override
  public JobStatus lookAtJob(JobRef job) {
    seen.note(job);
    return steps.lookAtJob(job);
  }

  @Override
  public Removal removeRunner(RunnerRef runner) {
    Removal removal = steps.removeRunner(runner);
    removed.run();
    return removal;
  }
}
