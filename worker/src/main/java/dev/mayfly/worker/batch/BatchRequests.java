package dev.mayfly.worker.batch;

import dev.mayfly.workflows.id.TaskRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The requests to Batch's data plane that Mayfly makes: one method sends one request, a listing one
 * for each page. What their answers mean is decided above, once for every way to send them.
 * Thread-safe.
 */
interface BatchRequests extends AutoCloseable {

  // Without environmentSettings: a listing must not bring the token back.
  String TASK_FIELDS = "id,state,creationTime,executionInfo,nodeInfo";
  String JOB_FIELDS = "id,state";

  /**
   * A job as a request found it.
   *
   * @param state in small letters.
   * @param pool absent where it was not asked for.
   */
  record Job(String id, String state, @Nullable String pool) {}

  /** The limits of a task: from its start on a node, and from its end until its files may go. */
  record Limits(Duration maxWallClock, Duration retention) {}

  /** An answer that refuses: its error code and message, where the body has them. */
  record Refusal(Response response, @Nullable String code, @Nullable String message) {}

  /**
   * Returns the refusal that an exception of these methods stands for; empty: it is another one.
   */
  Optional<Refusal> refusal(RuntimeException e);

  Job job(String id);

  void addJob(String id, String pool);

  /** Of jobs whose ids begin so; without their pools. */
  List<Job> jobs(String prefix);

  void addTask(TaskRef task, TaskSpec spec, Limits limits);

  TaskSnapshot task(TaskRef task);

  List<TaskSnapshot> tasks(String job);

  /** Replaces them all. */
  void limitTask(TaskRef task, Limits limits);

  void endTask(TaskRef task);

  void deleteTask(TaskRef task);

  /** The requests about pools and nodes, by the same connection. */
  PoolRequests pools();

  @Override
  void close();
}
