package dev.mayfly.worker.batch;

import static java.util.Objects.requireNonNullElse;

import com.microsoft.azure.AzureResponseBuilder;
import com.microsoft.azure.batch.auth.BatchSharedKeyCredentials;
import com.microsoft.azure.batch.protocol.BatchServiceClient;
import com.microsoft.azure.batch.protocol.implementation.BatchServiceClientImpl;
import com.microsoft.azure.batch.protocol.models.AutoUserScope;
import com.microsoft.azure.batch.protocol.models.AutoUserSpecification;
import com.microsoft.azure.batch.protocol.models.BatchErrorException;
import com.microsoft.azure.batch.protocol.models.CloudJob;
import com.microsoft.azure.batch.protocol.models.CloudTask;
import com.microsoft.azure.batch.protocol.models.ElevationLevel;
import com.microsoft.azure.batch.protocol.models.EnvironmentSetting;
import com.microsoft.azure.batch.protocol.models.JobAddParameter;
import com.microsoft.azure.batch.protocol.models.JobState;
import com.microsoft.azure.batch.protocol.models.OnAllTasksComplete;
import com.microsoft.azure.batch.protocol.models.PoolInformation;
import com.microsoft.azure.batch.protocol.models.TaskAddParameter;
import com.microsoft.azure.batch.protocol.models.TaskConstraints;
import com.microsoft.azure.batch.protocol.models.TaskContainerSettings;
import com.microsoft.azure.batch.protocol.models.TaskExecutionInformation;
import com.microsoft.azure.batch.protocol.models.TaskGetOptions;
import com.microsoft.azure.batch.protocol.models.TaskListOptions;
import com.microsoft.azure.batch.protocol.models.UserIdentity;
import com.microsoft.azure.serializer.AzureJacksonAdapter;
import com.microsoft.rest.RestClient;
import com.microsoft.rest.RestException;
import com.microsoft.rest.protocol.ResponseBuilder;
import com.microsoft.rest.protocol.SerializerAdapter;
import com.microsoft.rest.retry.ExponentialBackoffRetryStrategy;
import dev.mayfly.workflows.BatchJobId;
import dev.mayfly.workflows.Removal;
import dev.mayfly.workflows.TaskRef;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.joda.time.DateTime;
import org.joda.time.Period;
import org.jspecify.annotations.Nullable;
import retrofit2.Retrofit;

/**
 * Azure Batch by Microsoft's azure-batch client, whose types stop here. Thread-safe; one for the
 * whole worker.
 *
 * <p>Uses the client's protocol layer with options that hold no UUID: the layer above puts one
 * there, and the client's validator then reflects into java.util, which JDK 17 refuses
 * (Azure/azure-sdk-for-java#27806, won't be fixed). So the request id is our own interceptor's.
 */
public final class AzureBatchClient implements BatchClient, AutoCloseable {

  private static final int MOST_GENERATIONS = 100;
  // Without environmentSettings: a look must not bring the token back.
  private static final String SELECT = "id,state,executionInfo,nodeInfo";

  private final String url;
  private final RestClient rest;
  private final BatchServiceClient batch;

  /**
   * @param callTimeout the most that one call may take in all; connecting and each read get a
   *     third.
   */
  public AzureBatchClient(BatchCredentials credentials, Duration callTimeout) {
    this.url = credentials.url().toString();
    long third = callTimeout.toMillis() / 3;
    this.rest =
        new RestClient.Builder(
                new OkHttpClient.Builder().callTimeout(callTimeout), new Retrofit.Builder())
            .withBaseUrl(url)
            .withCredentials(
                new BatchSharedKeyCredentials(url, credentials.account(), credentials.key()))
            .withSerializerAdapter(new AzureJacksonAdapter())
            .withResponseBuilderFactory(new ThrowingOn404())
            .withConnectionTimeout(third, TimeUnit.MILLISECONDS)
            .withReadTimeout(third, TimeUnit.MILLISECONDS)
            .withRetryStrategy(new ExponentialBackoffRetryStrategy(0, 0, 0, 0))
            .withNetworkInterceptor(AzureBatchClient::identify)
            .build();
    this.batch = new BatchServiceClientImpl(rest).withBatchUrl(url);
  }

  /** The client's own User-Agent holds a hash of this machine's MAC address. */
  private static okhttp3.Response identify(Interceptor.Chain chain) throws IOException {
    String version = AzureBatchClient.class.getPackage().getImplementationVersion();
    Request request =
        chain
            .request()
            .newBuilder()
            .header("User-Agent", "mayfly/" + requireNonNullElse(version, "dev"))
            .header("client-request-id", UUID.randomUUID().toString())
            .header("return-client-request-id", "true")
            .build();
    return chain.proceed(request);
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
                // Empty is not absent: absent mounts the node's whole root directory.
                .withContainerHostBatchBindMounts(List.of()))
        .withEnvironmentSettings(
            spec.environment().entrySet().stream()
                .map(e -> new EnvironmentSetting().withName(e.getKey()).withValue(e.getValue()))
                .toList())
        .withConstraints(
            new TaskConstraints()
                .withMaxTaskRetryCount(0)
                .withRetentionTime(Period.hours(1))
                .withMaxWallClockTime(new Period(spec.maxWallClock().toMillis())))
        .withUserIdentity(
            new UserIdentity()
                .withAutoUser(
                    new AutoUserSpecification()
                        .withScope(AutoUserScope.TASK)
                        .withElevationLevel(ElevationLevel.NON_ADMIN)));
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
    return new TaskSnapshot(
        task.id(),
        TaskSnapshot.State.valueOf(task.state().toString().toUpperCase(Locale.ROOT)),
        instant(run.startTime()),
        instant(run.endTime()),
        task.nodeInfo() == null ? null : task.nodeInfo().nodeId(),
        run.exitCode(),
        run.failureInfo() == null
            ? null
            : firstLine(run.failureInfo().code() + ": " + run.failureInfo().message()),
        run.requeueCount());
  }

  private static @Nullable Instant instant(@Nullable DateTime time) {
    return time == null ? null : Instant.ofEpochMilli(time.getMillis());
  }

  @Override
  public Removal delete(TaskRef task) {
    String job = task.batchJob().toString();
    String id = task.task().toString();
    // 409 is for one that has ended already, and for a job that takes its tasks along as it goes.
    int ended = tolerant("end task", id, () -> batch.tasks().terminate(job, id));
    if (ended == 404) {
      return Removal.ALREADY_GONE;
    }
    int deleted = tolerant("delete task", id, () -> batch.tasks().delete(job, id));
    return deleted == 404 ? Removal.ALREADY_GONE : Removal.REMOVED;
  }

  private static int tolerant(String operation, String target, Runnable call) {
    try {
      call(operation, target, call);
      return 200;
    } catch (BatchException e) {
      boolean goesWithItsJob = e.code().equals("JobBeingDeleted");
      boolean endedAlready = operation.equals("end task") && e.status() == 409;
      if (e.status() == 404 || goesWithItsJob || endedAlready) {
        return e.status();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    rest.close();
  }

  private static <T> Optional<T> find(String operation, String target, Supplier<T> get) {
    try {
      return Optional.of(get.get());
    } catch (RuntimeException e) {
      BatchException failure = translate(operation, target, null, e);
      if (failure.status() == 404) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private static void call(String operation, String target, Runnable call) {
    call(operation, target, null, call);
  }

  private static void call(
      String operation, String target, @Nullable TaskSpec sent, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      throw translate(operation, target, sent, e);
    }
  }

  private static BatchException translate(
      String operation, String target, @Nullable TaskSpec sent, RuntimeException e) {
    if (e instanceof RestException refused) {
      return answered(operation, target, sent, refused);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        return new BatchException(
            operation, target, BatchException.NO_ANSWER, null, io.toString(), null, null);
      }
    }
    throw e;
  }

  private static BatchException answered(
      String operation, String target, @Nullable TaskSpec sent, RestException e) {
    okhttp3.Response response = e.response().raw();
    String code = null;
    String message = null;
    if (e instanceof BatchErrorException error && error.body() != null) {
      code = error.body().code();
      message = error.body().message() == null ? null : firstLine(error.body().message().value());
    }
    return new BatchException(
        operation,
        target,
        response.code(),
        code,
        sent == null ? message : sent.redact(message),
        response.header("request-id"),
        RetryAfter.of(response.header("Retry-After"), response.header("Date")));
  }

  /** Batch ends its messages with lines that hold the request's id and the time. */
  private static @Nullable String firstLine(@Nullable String text) {
    return text == null ? null : text.lines().findFirst().orElse("");
  }

  /** The stock factory turns a 404 into null, and a missing task into a NullPointerException. */
  private static final class ThrowingOn404 implements ResponseBuilder.Factory {

    private final AzureResponseBuilder.Factory stock = new AzureResponseBuilder.Factory();

    @Override
    public <T, E extends RestException> ResponseBuilder<T, E> newInstance(
        SerializerAdapter<?> adapter) {
      return stock.<T, E>newInstance(adapter).withThrowOnGet404(true);
    }
  }
}
