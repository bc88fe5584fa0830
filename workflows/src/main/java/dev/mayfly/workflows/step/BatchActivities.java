package dev.mayfly.workflows.step;

import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.TaskRef;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

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
  String createTask(TaskRequest request);

  /**
   * Ends and deletes a task. A missing task is {@code ALREADY_GONE}. Of one that is not over, every
   * try removes the runner's registration first, and the answer is {@code IN_USE} when the forge
   * says that it has a job.
   *
   * @param runner the runner in it; absent in lives of before: then only a task that is over goes.
   * @param byForce whether it goes with whatever it runs, since an operator asked for that or the
   *     job limit passed.
   */
  @ActivityMethod(name = "deleteTask")
  Removal deleteTask(TaskRef task, @Nullable RunnerRef runner, @Nullable Boolean byForce);

  /**
   * Moves a task's backstops.
   *
   * @param maxWallClock from its start on a node until Batch ends it.
   * @param retention from its end until Batch deletes its files.
   * @return whether the task is there and not over.
   */
  @ActivityMethod(name = "extendTask")
  boolean extendTask(TaskRef task, Duration maxWallClock, Duration retention);

  /**
   * Lets the node that runs, or ran, a task take no other one. None when the task is gone or never
   * had a node.
   */
  @ActivityMethod(name = "keepNode")
  KeptNode keepNode(TaskRef task);

  /** Lets a kept node take tasks again. A node that has gone is as good. */
  @ActivityMethod(name = "releaseNode")
  void releaseNode(String pool, String node);

  /**
   * Keeps a task that no node has started yet, {@code IN_USE}: its end could come late, and meet a
   * runner with a job. Only lives that began before ADR 23 ask for it.
   */
  @ActivityMethod(name = "withdrawTask")
  Removal withdrawTask(TaskRef task);
}
