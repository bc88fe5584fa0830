package dev.mayfly.worker.batch;

import dev.mayfly.workflows.BatchJobId;
import dev.mayfly.workflows.Removal;
import dev.mayfly.workflows.TaskRef;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What Mayfly needs of Azure Batch. Every method blocks, can be repeated without harm, does not
 * retry by itself and throws {@link BatchException} when Batch does not do it.
 */
public interface BatchClient {

  /**
   * Finds or creates a job that takes tasks on this Batch pool, beginning at {@code first}: a job
   * that is ending, disabled, or bound to another pool is passed over for the next generation.
   */
  BatchJobId ensureJob(BatchJobId first, String batchPool);

  /**
   * Creates the task; one that exists already counts as created.
   *
   * @throws BatchException that {@link BatchException#jobTakesNoTasks()} when the job has ended.
   */
  void addTask(TaskRef task, TaskSpec spec);

  /** Where the task is in Batch's API; looks at nothing. */
  URI address(TaskRef task);

  /** Looks at one task; empty when it, or its job, is not there. */
  Optional<TaskSnapshot> task(TaskRef task);

  /** Lists the jobs of a pool, all pages; without those that are completed, tasks and all. */
  List<BatchJobId> jobs(String installation, String pool);

  /**
   * Lists a job's tasks, all pages; none when the job is not there. Foreign tasks are among them.
   */
  List<TaskSnapshot> tasks(BatchJobId job);

  /** Ends the task, if it runs, and deletes it. */
  Removal delete(TaskRef task);
}
