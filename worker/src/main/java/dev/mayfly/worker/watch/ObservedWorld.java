package dev.mayfly.worker.watch;

import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.worker.forge.RunnerSnapshot;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.WaitResult.VersionEnd;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The forges and the Batch account that the watcher polls. Every method asks once, and throws when
 * there is no answer.
 */
public interface ObservedWorld {

  /** Returns all registrations of the job's scope. */
  RunnerListing runners(JobRef job);

  /** Returns whether the forge still has this registration, asked for by its id. */
  boolean isRegistered(JobRef job, long runnerId);

  /** Returns the hourly limit of the forge's credential; empty if it is not known. */
  default OptionalInt requestsPerHour(String forge) {
    return OptionalInt.empty();
  }

  /** Returns when the forge gives a runner's version no more jobs, if that is near and known. */
  default Optional<VersionEnd> versionEnd(JobRef job, RunnerSnapshot runner) {
    return Optional.empty();
  }

  /** Returns all tasks of a Batch job. */
  List<TaskSnapshot> tasks(BatchJobId job);

  /** Returns one task, asked for by its id. */
  Optional<TaskSnapshot> task(TaskRef task);
}
