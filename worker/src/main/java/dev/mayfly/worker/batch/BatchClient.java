package dev.mayfly.worker.batch;

import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.Removal;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The calls of Azure Batch that Mayfly needs. Every method blocks, is idempotent, does not retry by
 * itself and throws {@link BatchException} when Batch does not do it.
 */
public interface BatchClient extends BatchListings {

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

  /** Returns how many tasks a node of the Batch pool runs at once. */
  int slotsPerNode(String batchPool);

  /** Returns the task's address in Batch's API, without a request. */
  URI address(TaskRef task);

  /** Looks at one task; empty when it, or its job, is not there. */
  Optional<TaskSnapshot> task(TaskRef task);

  /**
   * Replaces the limits that Batch itself puts on a task; it still runs once, whatever its exit
   * code.
   *
   * @param maxWallClock from the start on a node until Batch ends it.
   * @param retention from its end until Batch may delete its files.
   * @return false when the task is over, or not there.
   */
  boolean extend(TaskRef task, Duration maxWallClock, Duration retention);

  /**
   * Lets the node that a task runs on, or ran on last, take no further task; the tasks on it go on.
   * A node that takes none already is as good.
   *
   * @return the node's id; empty when there is no such task, or no node of it any more.
   */
  Optional<String> keepNode(String batchPool, TaskRef task);

  /** Lets a node take tasks again. One that does already, or is not there any more, is as good. */
  void releaseNode(String batchPool, String node);

  /**
   * Ends the task, if it runs, and deletes it.
   *
   * @param proof that it may be ended.
   * @throws BatchException before anything is sent, if the proof has grown too old.
   */
  Removal delete(TaskRef task, EndProof proof);
}
