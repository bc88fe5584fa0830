package dev.mayfly.workflows.id;

import static java.util.Objects.requireNonNull;

/** One Batch task: the Batch job it is in, and its id, which is the runner's name. */
public record TaskRef(BatchJobId batchJob, RunnerName task) {

  public TaskRef {
    requireNonNull(batchJob, "batchJob");
    requireNonNull(task, "task");
  }
}
