package dev.mayfly.worker.batch;

import static java.util.Objects.requireNonNullElse;

import com.microsoft.azure.batch.auth.BatchSharedKeyCredentials;
import com.microsoft.azure.batch.protocol.models.AutoUserScope;
import com.microsoft.azure.batch.protocol.models.AutoUserSpecification;
import com.microsoft.azure.batch.protocol.models.BatchErrorException;
import com.microsoft.azure.batch.protocol.models.CloudJob;
import com.microsoft.azure.batch.protocol.models.CloudTask;
import com.microsoft.azure.batch.protocol.models.ContainerWorkingDirectory;
import com.microsoft.azure.batch.protocol.models.ElevationLevel;
import com.microsoft.azure.batch.protocol.models.EnvironmentSetting;
import com.microsoft.azure.batch.protocol.models.ErrorMessage;
import com.microsoft.azure.batch.protocol.models.JobAddParameter;
import com.microsoft.azure.batch.protocol.models.JobListOptions;
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
import com.microsoft.rest.RestException;
import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.workflows.fleet.Pool.Elevation;
import dev.mayfly.workflows.id.TaskRef;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import org.joda.time.DateTime;
import org.joda.time.Period;
import org.jspecify.annotations.Nullable;

/** Requests by Microsoft's azure-batch client, whose types stop in this package. */
final class VendorRequests implements BatchRequests {

  private final VendorConnection connection;
  private final VendorPools pools;

  VendorRequests(VendorConnection connection) {
    this.connection = connection;
    this.pools = new VendorPools(connection);
  }

  static Consumer<OkHttpClient.Builder> signer(BatchCredentials shared) {
    return new BatchSharedKeyCredentials(shared.url().toString(), shared.account(), shared.key())
        ::applyCredentialsFilter;
  }

  @Override
  public Optional<Refusal> refusal(RuntimeException e) {
    if (e instanceof BatchErrorException error && error.body() != null) {
      @Nullable ErrorMessage message = error.body().message();
      return Optional.of(
          new Refusal(
              error.response().raw(),
              error.body().code(),
              message == null ? null : message.value()));
    }
    return e instanceof RestException other
        ? Optional.of(new Refusal(other.response().raw(), null, null))
        : Optional.empty();
  }

  @Override
  public Job job(String id) {
    return job(connection.batch().jobs().get(id));
  }

  private static Job job(CloudJob job) {
    return new Job(
        job.id(),
        job.state().toString().toLowerCase(Locale.ROOT),
        job.poolInfo() == null ? null : job.poolInfo().poolId());
  }

  @Override
  public void addJob(String id, String pool) {
    connection
        .batch()
        .jobs()
        .add(
            new JobAddParameter()
                .withId(id)
                .withPoolInfo(new PoolInformation().withPoolId(pool))
                .withOnAllTasksComplete(OnAllTasksComplete.NO_ACTION));
  }

  @Override
  public List<Job> jobs(String prefix) {
    JobListOptions options =
        new JobListOptions().withFilter("startswith(id,'" + prefix + "')").withSelect(JOB_FIELDS);
    // Streaming follows the pages to the last.
    return connection.batch().jobs().list(options).stream().map(VendorRequests::job).toList();
  }

  @Override
  public void addTask(TaskRef task, TaskSpec spec, Limits limits) {
    connection.batch().tasks().add(task.batchJob().toString(), parameter(task, spec, limits));
  }

  private static TaskAddParameter parameter(TaskRef task, TaskSpec spec, Limits limits) {
    return new TaskAddParameter()
        .withId(task.task().toString())
        // Required by the schema; empty means the image's own entry point. Rule batch-command-line.
        .withCommandLine("")
        .withContainerSettings(
            new TaskContainerSettings()
                .withImageName(spec.image())
                .withContainerRunOptions(spec.runOptions().isEmpty() ? null : spec.runOptions())
                // Empty is not absent: absent mounts the node's whole root directory. Rule
                // batch-node-variables.
                .withContainerHostBatchBindMounts(List.of())
                // Required without mounts: Azure's documentation, "Batch container isolation
                // task", the note under "Run a container isolation task". Rule
                // batch-working-directory.
                .withWorkingDirectory(ContainerWorkingDirectory.CONTAINER_IMAGE_DEFAULT))
        .withEnvironmentSettings(
            spec.environment().entrySet().stream()
                .map(e -> new EnvironmentSetting().withName(e.getKey()).withValue(e.getValue()))
                .toList())
        .withConstraints(constraints(limits))
        .withUserIdentity(new UserIdentity().withAutoUser(autoUser(spec.elevation())));
  }

  // Root in the container is the administrator of the pool's scope, and Windows needs an
  // administrator (Azure's documentation, "Run container applications on Azure Batch", "Container
  // settings for the task"). Otherwise no two tasks of a node share a user. Rule
  // batch-user-of-the-task. Rule batch-elevation-windows.
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

  private static TaskConstraints constraints(Limits limits) {
    return new TaskConstraints()
        .withMaxTaskRetryCount(0)
        .withRetentionTime(new Period(limits.retention().toMillis()))
        .withMaxWallClockTime(new Period(limits.maxWallClock().toMillis()));
  }

  @Override
  public void limitTask(TaskRef task, Limits limits) {
    connection
        .batch()
        .tasks()
        .update(
            task.batchJob().toString(),
            task.task().toString(),
            constraints(limits),
            new TaskUpdateOptions());
  }

  @Override
  public TaskSnapshot task(TaskRef task) {
    TaskGetOptions options = new TaskGetOptions().withSelect(TASK_FIELDS);
    return snapshot(
        connection
            .batch()
            .tasks()
            .get(task.batchJob().toString(), task.task().toString(), options));
  }

  @Override
  public List<TaskSnapshot> tasks(String job) {
    TaskListOptions options = new TaskListOptions().withSelect(TASK_FIELDS);
    return connection.batch().tasks().list(job, options).stream()
        .map(VendorRequests::snapshot)
        .toList();
  }

  private static TaskSnapshot snapshot(CloudTask task) {
    TaskExecutionInformation run =
        requireNonNullElse(task.executionInfo(), new TaskExecutionInformation());
    @Nullable TaskFailureInformation failed = run.failureInfo();
    return TaskSnapshot.of(
        task.id(),
        task.state().toString(),
        instant(task.creationTime()),
        instant(run.startTime()),
        instant(run.endTime()),
        task.nodeInfo() == null ? null : task.nodeInfo().nodeId(),
        run.exitCode(),
        failed == null ? null : new Fault(failed.code(), failed.message()),
        run.requeueCount());
  }

  private static @Nullable Instant instant(@Nullable DateTime time) {
    return time == null ? null : Instant.ofEpochMilli(time.getMillis());
  }

  @Override
  public void endTask(TaskRef task) {
    connection.batch().tasks().terminate(task.batchJob().toString(), task.task().toString());
  }

  @Override
  public void deleteTask(TaskRef task) {
    connection.batch().tasks().delete(task.batchJob().toString(), task.task().toString());
  }

  @Override
  public PoolRequests pools() {
    return pools;
  }

  @Override
  public void close() {
    connection.close();
  }
}
