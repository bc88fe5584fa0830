package dev.mayfly.workflows;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The steps of a life that talk to Azure Batch. Every one can be repeated without harm. */
@ActivityInterface
public interface BatchActivities {

  /**
   * Makes sure that the pool has a Batch job that takes tasks, and says which; a new generation
   * where it must.
   */
  @ActivityMethod(name = "ensureBatchJob")
  BatchJobId ensureBatchJob(String pool);

  /**
   * Creates the runner's task; one that exists already is this very task, from an earlier try.
   *
   * @return the task's address at Batch, for people.
   */
  @ActivityMethod(name = "createTask")
  String createTask(TaskOrder order);

  /** Ends and deletes a task. A missing task is {@code ALREADY_GONE}. */
  @ActivityMethod(name = "deleteTask")
  Removal deleteTask(TaskRef task);

  /** Deletes a task that no node has started yet; {@code IN_USE} when one has. */
  @ActivityMethod(name = "withdrawTask")
  Removal withdrawTask(TaskRef task);
}
