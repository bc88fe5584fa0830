package dev.mayfly.worker.watch;

import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.TaskRef;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the watcher looks at. Every method asks once, and throws when there is no answer. */
public interface ObservedWorld {

  /** All registrations of the job's scope. */
  RunnerListing runners(JobRef job);

  /** Whether the forge still has this registration: the exact question behind a listing. */
  boolean isRegistered(JobRef job, long runnerId);

  /** The hourly limit of the forge's credential; empty when nobody knows. */
  default OptionalInt requestsPerHour(String forge) {
    return OptionalInt.empty();
  }

  /** All tasks of a Batch job. */
  List<TaskSnapshot> tasks(BatchJobId job);

  /** One task: the exact question behind a listing. */
  Optional<TaskSnapshot> task(TaskRef task);
}
