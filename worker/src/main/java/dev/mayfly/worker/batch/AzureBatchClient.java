package dev.mayfly.worker.batch;

import static dev.mayfly.worker.batch.VendorCalls.attempt;
import static dev.mayfly.worker.batch.VendorCalls.call;
import static dev.mayfly.worker.batch.VendorCalls.find;
import static dev.mayfly.worker.batch.VendorCalls.firstLine;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.azure.batch.protocol.BatchServiceClient;
import com.microsoft.azure.batch.protocol.models.AutoUserScope;
import com.microsoft.azure.batch.protocol.models.AutoUserSpecification;
import com.microsoft.azure.batch.protocol.models.CloudJob;
import com.microsoft.azure.batch.protocol.models.CloudTask;
import com.microsoft.azure.batch.protocol.models.ContainerWorkingDirectory;
import com.microsoft.azure.batch.protocol.models.ElevationLevel;
import com.microsoft.azure.batch.protocol.models.EnvironmentSetting;
import com.microsoft.azure.batch.protocol.models.JobAddParameter;
import com.microsoft.azure.batch.protocol.models.JobListOptions;
import com.microsoft.azure.batch.protocol.models.JobState;
import com.microsoft.azure.batch.protocol.models.OnAllTasksComplete;
import com.microsoft.azure.batch.protocol.models.PoolInformation;
import com.microsoft.azure.batch.protocol.models.TaskAddParameter;
import com.microsoft.azure.batch.protocol.models.TaskConstraints;
import com.microsoft.azure.batch.protocol.models.TaskContainerSettings;
import com.microsoft.azure.batch.protocol.models.TaskExecutionInformation;
import com.microsoft.azure.batch.protocol.models.TaskFailureInformation;
import com.microsoft.azure.batch.protocol.models.TaskGetOptions;
import com.microsoft.azure.batch.protocol.models.TaskListOptions;
import com.microsoft.azure.batch.protocol.models.TaskUpdateOptions;
import com.microsoft.azure.batch.protocol.models.UserIdentity;
import com.microsoft.rest.credentials.ServiceClientCredentials;
import dev.mayfly.workflows.fleet.Pool.Elevation;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.life.Removal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import okhttp3.Interceptor;
import org.joda.time.DateTime;
import org.joda.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * Azure Batch by Microsoft's azure-batch client, whose types stop in this package. Thread-safe; one
 * for the whole worker.
 */
public final class AzureBatchClient implements BatchClient, AutoCloseable {

  private static final int MOST_GENERATIONS = 100;
  // Without environmentSettings: a listing must not bring the token back.
  private static final String SELECT = "id,state,executionInfo,nodeInfo";
  private static final Duration RETENTION = Duration.ofHours(1);

  private final String url;
  private final VendorConnection connection;
  private final BatchServiceClient batch;
  private final AzureNodes nodes;
  private final AzurePools pools;

  /**
   * @param callTimeout the most that one call may take in all; connecting and each read get a
   *     third, also where a token is asked for first.
   * @param clock by which tokens expire.
   * @param answers sees each answer, and the request to it.
   */
  public AzureBatchClient(
      BatchSignIn signIn, Duration callTimeout, InstantSource clock, Interceptor answers) {
    this(signIn.url(), VendorSignIn.of(signIn, callTimeout, clock), callTimeout, answers);
  }

  /** With the account's key, which never expires. */
  public AzureBatchClient(BatchCredentials credentials, Duration callTimeout) {
    this(credentials.url(), VendorSignIn.of(credentials), callTimeout);
  }

  AzureBatchClient(URI url, ServiceClientCredentials signIn, Duration callTimeout) {
    this(url, signIn, callTimeout, chain -> chain.proceed(chain.request()));
  }

  private AzureBatchClient(
      URI url, ServiceClientCredentials signIn, Duration callTimeout, Interceptor answers) {
    this.url = url.toString();
    this.connection = new VendorConnection(this.url, signIn, callTimeout, answers);
    this.batch = connection.batch();
    this.nodes = new AzureNodes(batch.computeNodes());
    this.pools = new AzurePools(batch);
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
    CloudJob job = job(id).orElseGet(() -> create(id, batchPool));
    return (job.state() == JobState.ACTIVE || job.state() == JobState.ENABLING)
        && batchPool.equalsIgnoreCase(job.poolInfo().poolId());
  }

  private Optional<CloudJob> job(BatchJobId id) {
    return find("get job", id.toString(), () -> batch.jobs().get(id.toString()));
  }

  private CloudJob create(BatchJobId id, String batchPool) {
    JobAddParameter job =
        new JobAddParameter()
            .withId(id.toString())
            .withPoolInfo(new PoolInformation().withPoolId(batchPool))
            .withOnAllTasksComplete(OnAllTasksComplete.NO_ACTION);
    try {
      call("create job", id.toString(), () -> batch.jobs().add(job));
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
  public URI address(TaskRef task) {
    String base = url.replaceFirst("/+$", "");
    return URI.create(base + "/jobs/" + task.batchJob() + "/tasks/" + task.task());
  }

  @Override
  public void addTask(TaskRef task, TaskSpec spec) {
    String job = task.batchJob().toString();
    TaskAddParameter added = parameter(task, spec);
    try {
      call("create task", task.task().toString(), spec, () -> batch.tasks().add(job, added));
    } catch (BatchException e) {
      if (!e.code().equals("TaskExists")) {
        throw e;
      }
    }
  }

  private static TaskAddParameter parameter(TaskRef task, TaskSpec spec) {
    return new TaskAddParameter()
        .withId(task.task().toString())
        // Required by the schema; empty means the image's own entry point.
        .withCommandLine("")
        .withContainerSettings(
            new TaskContainerSettings()
                .withImageName(spec.image())
                .withContainerRunOptions(spec.runOptions().isEmpty() ? null : spec.runOptions())
                // Empty is not absent: absent mounts the node's whole root directory.
                .withContainerHostBatchBindMounts(List.of())
                // Required without mounts: Azure's documentation, "Batch container isolation
                // task", the note under "Run a container isolation task".
                .withWorkingDirectory(ContainerWorkingDirectory.CONTAINER_IMAGE_DEFAULT))
        .withEnvironmentSettings(
            spec.environment().entrySet().stream()
                .map(e -> new EnvironmentSetting().withName(e.getKey()).withValue(e.getValue()))
                .toList())
        .withConstraints(constraints(spec.maxWallClock(), RETENTION))
        .withUserIdentity(new UserIdentity().withAutoUser(autoUser(spec.elevation())));
  }

  // Root in the container is the administrator of the pool's scope, and Windows needs an
  // administrator (Azure's documentation, "Run container applications on Azure Batch", "Container
  // settings for the task"). Otherwise no two tasks of a node share a user.
  private static AutoUserSpecification autoUser(Elevation elevation) {
    return switch (elevation) {
      case ADMIN ->
          new AutoUserSpecification()
              .withScope(AutoUserScope.POOL)
              .withElevationLevel(ElevationLevel.ADMIN);
      case NONADMIN ->
          new AutoUserSpecification()
              .withScope(AutoUserScope.TASK)
              .withElevationLevel(ElevationLevel.NON_ADMIN);
    };
  }

  private static TaskConstraints constraints(Duration maxWallClock, Duration retention) {
    return new TaskConstraints()
        .withMaxTaskRetryCount(0)
        .withRetentionTime(new Period(retention.toMillis()))
        .withMaxWallClockTime(new Period(maxWallClock.toMillis()));
  }

  @Override
  public boolean extend(TaskRef task, Duration maxWallClock, Duration retention) {
    String job = task.batchJob().toString();
    String id = task.task().toString();
    // An update replaces them all, so that all are given.
    TaskConstraints all = constraints(maxWallClock, retention);
    TaskUpdateOptions options = new TaskUpdateOptions();
    return attempt(
            "update task",
            id,
            e -> e.isNotFound() || e.code().equals("TaskCompleted") || goesWithItsJob(e),
            () -> batch.tasks().update(job, id, all, options))
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
    String job = task.batchJob().toString();
    String id = task.task().toString();
    TaskGetOptions options = new TaskGetOptions().withSelect(SELECT);
    return find("get task", id, () -> batch.tasks().get(job, id, options))
        .map(AzureBatchClient::snapshot);
  }

  @Override
  public List<BatchJobId> jobs(String installation, String pool) {
    String prefix = installation + "-" + pool + "-";
    JobListOptions options =
        new JobListOptions().withFilter("startswith(id,'" + prefix + "')").withSelect("id,state");
    return find("list jobs", prefix, () -> new ArrayList<>(batch.jobs().list(options))).stream()
        .flatMap(List::stream)
        .filter(job -> job.state() != JobState.COMPLETED)
        .map(job -> BatchJobId.parse(job.id()))
        .flatMap(Optional::stream)
        .filter(job -> job.installation().equals(installation) && job.pool().equals(pool))
        .toList();
  }

  @Override
  public List<TaskSnapshot> tasks(BatchJobId job) {
    TaskListOptions options = new TaskListOptions().withSelect(SELECT);
    return find(
            "list tasks",
            job.toString(),
            // Copying follows the pages to the last.
            () -> new ArrayList<>(batch.tasks().list(job.toString(), options)))
        .map(tasks -> tasks.stream().map(AzureBatchClient::snapshot).toList())
        .orElse(List.of());
  }

  private static TaskSnapshot snapshot(CloudTask task) {
    TaskExecutionInformation run =
        requireNonNullElse(task.executionInfo(), new TaskExecutionInformation());
    @Nullable TaskFailureInformation failed = run.failureInfo();
    return new TaskSnapshot(
        task.id(),
        TaskSnapshot.State.valueOf(task.state().toString().toUpperCase(Locale.ROOT)),
        instant(run.startTime()),
        instant(run.endTime()),
        task.nodeInfo() == null ? null : task.nodeInfo().nodeId(),
        run.exitCode(),
        failed == null ? null : firstLine(failed.code() + ": " + failed.message()),
        failed != null && PoolFaults.isFailure(requireNonNullElse(failed.code(), "")),
        run.requeueCount());
  }

  private static @Nullable Instant instant(@Nullable DateTime time) {
    return time == null ? null : Instant.ofEpochMilli(time.getMillis());
  }

  @Override
  public Removal delete(TaskRef task, EndProof proof) {
    String job = task.batchJob().toString();
    String id = task.task().toString();
    Optional<BatchException> refusal = proof.isOfOver() ? Optional.empty() : end(job, id, proof);
    if (!isMissing(refusal)) {
      refusal =
          attempt(
              "delete task",
              id,
              e -> e.isNotFound() || goesWithItsJob(e),
              () -> batch.tasks().delete(job, id));
    }
    return isMissing(refusal) ? Removal.ALREADY_GONE : Removal.REMOVED;
  }

  private Optional<BatchException> end(String job, String id, EndProof proof) {
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
    return attempt(
        "end task",
        id,
        // 409 is for one that has ended already, and for a job that takes its tasks along.
        e -> e.isNotFound() || e.status() == 409,
        () -> batch.tasks().terminate(job, id));
  }

  private static boolean isMissing(Optional<BatchException> refusal) {
    return refusal.filter(BatchException::isNotFound).isPresent();
  }

  private static boolean goesWithItsJob(BatchException e) {
    return e.code().equals("JobBeingDeleted");
  }

  @Override
  public void close() {
    connection.close();
  }
}
