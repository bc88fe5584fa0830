package dev.mayfly.worker.batch;

import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.service.batch.BatchSignIn;
import dev.mayfly.worker.batch.BatchRequests.Job;
import dev.mayfly.worker.batch.BatchRequests.Limits;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.Removal;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.Interceptor;

/**
 * Azure Batch, by either client: what requests mean, in which order they are sent, and which
 * refusals are as good as done. Thread-safe; one for the whole worker.
 */
public final class AzureBatchClient implements BatchClient, AutoCloseable {

  private static final int MOST_GENERATIONS = 100;
  private static final Duration RETENTION = Duration.ofHours(1);
  private static final Set<String> TAKES_TASKS = Set.of("active", "enabling");

  private final URI url;
  private final BatchRequests batch;
  private final BatchCalls calls;
  private final AzureNodes nodes;
  private final AzurePools pools;

  /**
   * @param callTimeout the most that one call may take in all; connecting and each read get a
   *     third, also where a token is asked for first.
   * @param clock by which requests are signed and tokens expire.
   * @param answers sees each answer, and the request to it.
   */
  public AzureBatchClient(
      BatchTransport by,
      BatchSignIn signIn,
      Duration callTimeout,
      InstantSource clock,
      Interceptor answers) {
    this(signIn.url(), by.requests(signIn, callTimeout, clock, answers));
  }

  /** By Microsoft's client, with the account's key, which never expires. */
  public AzureBatchClient(BatchCredentials credentials, Duration callTimeout, InstantSource clock) {
    this(BatchTransport.AZURE_BATCH, credentials, callTimeout, clock);
  }

  /** With the account's key. */
  public AzureBatchClient(
      BatchTransport by, BatchCredentials credentials, Duration callTimeout, InstantSource clock) {
    this(by, credentials, callTimeout, clock, chain -> chain.proceed(chain.request()));
  }

  AzureBatchClient(URI url, BatchRequests batch) {
    this.url = url;
    this.batch = batch;
    this.calls = new BatchCalls(batch::refusal);
    this.nodes = new AzureNodes(batch.pools(), calls);
    this.pools = new AzurePools(batch.pools(), calls);
  }

  /** The account's pools, by the same connection. */
  public BatchPools pools() {
    return pools;
  }

  @Override
  public BatchJobId ensureJob(BatchJobId first, String batchPool) {
    BatchJobId job = first;
    for (int i = 0; i < MOST_GENERATIONS; i++, job = job.next()) {
      if (takesTasks(job, batchPool)) {
        return job;
      }
    }
    throw new BatchException(
        "ensure job",
        first.toString(),
        409,
        null,
        "none of " + MOST_GENERATIONS + " generations takes tasks on pool " + batchPool,
        null,
        null);
  }

  private boolean takesTasks(BatchJobId id, String batchPool) {
    Job job = job(id).orElseGet(() -> create(id, batchPool));
    return TAKES_TASKS.contains(job.state()) && batchPool.equalsIgnoreCase(job.pool());
  }

  private Optional<Job> job(BatchJobId id) {
    return calls.find("get job", id.toString(), () -> batch.job(id.toString()));
  }

  private Job create(BatchJobId id, String batchPool) {
    try {
      calls.call("create job", id.toString(), () -> batch.addJob(id.toString(), batchPool));
    } catch (BatchException e) {
      if (!e.code().equals("JobExists")) {
        throw e;
      }
    }
    // Asked again even after our own success: another worker may have created it, on another pool.
    return job(id)
        .orElseThrow(
            () ->
                new BatchException(
                    "create job",
                    id.toString(),
                    409,
                    "JobBeingDeleted",
                    "it was deleted as soon as it was created",
                    null,
                    null));
  }

  @Override
  public int slotsPerNode(String batchPool) {
    return pools.slotsPerNode(batchPool);
  }

  @Override
  public URI address(TaskRef task) {
    return URI.create(task.at(url.toString()));
  }

  @Override
  public void addTask(TaskRef task, TaskSpec spec) {
    Limits limits = new Limits(spec.maxWallClock(), RETENTION);
    try {
      calls.call(
          "create task", task.task().toString(), spec, () -> batch.addTask(task, spec, limits));
    } catch (BatchException e) {
      if (!e.code().equals("TaskExists")) {
        throw e;
      }
    }
  }

  @Override
  public boolean extend(TaskRef task, Duration maxWallClock, Duration retention) {
    // An update replaces them all, so that all are given.
    Limits all = new Limits(maxWallClock, retention);
    return calls
        .attempt(
            "update task",
            task.task().toString(),
            e -> e.isNotFound() || e.code().equals("TaskCompleted") || goesWithItsJob(e),
            () -> batch.limitTask(task, all))
        .isEmpty();
  }

  @Override
  public Optional<String> keepNode(String batchPool, TaskRef task) {
    return task(task).map(TaskSnapshot::node).filter(node -> nodes.keep(batchPool, node));
  }

  @Override
  public void releaseNode(String batchPool, String node) {
    nodes.release(batchPool, node);
  }

  @Override
  public Optional<TaskSnapshot> task(TaskRef task) {
    return calls.find("get task", task.task().toString(), () -> batch.task(task));
  }

  @Override
  public List<BatchJobId> jobs(String installation, String pool) {
    return List.copyOf(jobStates(installation, pool).keySet());
  }

  /** Returns the same jobs, each with its state as Batch has it, in small letters. */
  public Map<BatchJobId, String> jobStates(String installation, String pool) {
    String prefix = installation + "-" + pool + "-";
    Map<BatchJobId, String> states = new LinkedHashMap<>();
    calls.find("list jobs", prefix, () -> batch.jobs(prefix)).stream()
        .flatMap(List::stream)
        .filter(job -> !job.state().equals("completed"))
        .forEach(
            job ->
                BatchJobId.parse(job.id())
                    .filter(id -> id.installation().equals(installation) && id.pool().equals(pool))
                    .ifPresent(id -> states.put(id, job.state())));
    return states;
  }

  @Override
  public List<TaskSnapshot> tasks(BatchJobId job) {
    return calls
        .find("list tasks", job.toString(), () -> batch.tasks(job.toString()))
        .orElse(List.of());
  }

  @Override
  public Removal delete(TaskRef task, EndProof proof) {
    Optional<BatchException> refusal = proof.isOfOver() ? Optional.empty() : end(task, proof);
    if (!isMissing(refusal)) {
      refusal =
          calls.attempt(
              "delete task",
              task.task().toString(),
              e -> e.isNotFound() || goesWithItsJob(e),
              () -> batch.deleteTask(task));
    }
    return isMissing(refusal) ? Removal.ALREADY_GONE : Removal.REMOVED;
  }

  private Optional<BatchException> end(TaskRef task, EndProof proof) {
    String id = task.task().toString();
    if (!proof.isGood()) {
      throw new BatchException(
          "end task",
          id,
          BatchException.NO_ANSWER,
          null,
          "not sent, since the forge's word on its runner is older than "
              + EndProof.GOOD_FOR.toSeconds()
              + " s (a slow forge, or a worker that was suspended); the forge is asked again",
          null,
          null);
    }
    return calls.attempt(
        "end task",
        id,
        // 409 is for one that has ended already, and for a job that takes its tasks along.
        e -> e.isNotFound() || e.status() == 409,
        () -> batch.endTask(task));
  }

  private static boolean isMissing(Optional<BatchException> refusal) {
    return refusal.filter(BatchException::isNotFound).isPresent();
  }

  private static boolean goesWithItsJob(BatchException e) {
    return e.code().equals("JobBeingDeleted");
  }

  @Override
  public void close() {
    batch.close();
  }
}
