package dev.mayfly.service.temporal;

import com.codahale.metrics.MetricRegistry;
import com.uber.m3.tally.NoopScope;
import com.uber.m3.tally.Scope;
import dev.mayfly.service.crypto.PayloadEncryption;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.Managed;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.QueryRejectCondition;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.serviceclient.GrpcCompression;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The connection to Temporal. It connects with the first call, so a service starts while Temporal
 * is down and works once it is up.
 */
public final class TemporalConnection implements Managed {

  private static final String NETTY = "io.grpc.netty.shaded.io.netty.";

  /** This process, as the SDK calls it: several of one service may be on one host. */
  public static final String PROCESS = ManagementFactory.getRuntimeMXBean().getName();

  // As the SDK has it: a query that no worker answers takes as long as it may.
  private static final Duration QUERY = Duration.ofSeconds(10);

  static {
    // gRPC's buffers come from the system in pieces of 8 KB << 8 for each of its arenas (Utils
    // .createByteBufAllocator of grpc-netty): 8 MB. Messages are small here, and so 2 MB will do.
    Object unused = System.getProperties().putIfAbsent(NETTY + "allocator.maxOrder", "6");
  }

  private final TemporalSettings settings;
  private final ClientConfigProfile profile;
  private final WorkflowServiceStubs service;
  private final WorkflowClient client;

  /**
   * Prepares the connection of a program that measures nothing.
   *
   * @param patience how long one call may take, retries included.
   */
  public TemporalConnection(
      TemporalSettings settings, Map<String, String> environment, Duration patience) {
    this(settings, environment, patience, PROCESS, new NoopScope());
  }

  /**
   * Prepares the connection of a service.
   *
   * @param patience how long one call may take, retries included.
   * @param name of the service and its installation, by which Temporal and its Web UI tell who
   *     polls, starts and signals; empty: the process is enough.
   * @param metrics gets what Temporal's client measures, and what workflow code counts: names that
   *     begin with {@code temporal_} and {@code mayfly.}, none of which holds an id.
   */
  public TemporalConnection(
      TemporalSettings settings,
      Map<String, String> environment,
      Duration patience,
      String name,
      MetricRegistry metrics) {
    this(
        settings,
        environment,
        patience,
        name.isEmpty() ? PROCESS : name + "/" + PROCESS,
        new TemporalMetrics(metrics));
  }

  /**
   * Opens the connection of a service, which closes it when it stops; the rest as with the
   * constructor.
   */
  public static TemporalConnection open(
      TemporalSettings settings, Duration patience, String name, Environment service) {
    TemporalConnection temporal =
        new TemporalConnection(settings, System.getenv(), patience, name, service.metrics());
    service.lifecycle().manage(temporal);
    return temporal;
  }

  private TemporalConnection(
      TemporalSettings settings,
      Map<String, String> environment,
      Duration patience,
      String identity,
      Scope metrics) {
    this.settings = settings;
    this.profile = settings.profile(environment);
    TemporalCredentials credentials = new TemporalCredentials(profile, settings.currentApiKey());
    this.service =
        WorkflowServiceStubs.newServiceStubs(
            options(credentials.on(profile.toWorkflowServiceStubsOptions()), patience, metrics));
    this.client =
        WorkflowClient.newInstance(
            service,
            WorkflowClientOptions.newBuilder(profile.toWorkflowClientOptions())
                .setIdentity(identity)
                .setDataConverter(PayloadEncryption.converter(settings.keyRing()))
                .build());
  }

  private static WorkflowServiceStubsOptions options(
      WorkflowServiceStubsOptions.Builder options, Duration patience, Scope metrics) {
    return options
        .setMetricsScope(metrics)
        .setRpcTimeout(patience)
        .setRpcQueryTimeout(patience.compareTo(QUERY) < 0 ? patience : QUERY)
        // Messages are small and Temporal is near: gzip, the default, took a third of the gateway's
        // processor time for an event.
        .setGrpcCompression(GrpcCompression.NONE)
        .setRpcRetryOptions(
            RpcRetryOptions.newBuilder()
                .setInitialInterval(Duration.ofMillis(100))
                .setMaximumInterval(Duration.ofMillis(500))
                .setExpiration(patience)
                .validateBuildWithDefaults())
        .build();
  }

  public WorkflowClient client() {
    return client;
  }

  /**
   * The same client, but that its queries are refused by workflows that are over: those would go on
   * answering from their histories.
   */
  public static WorkflowClient openOnly(WorkflowClient client) {
    return WorkflowClient.newInstance(
        client.getWorkflowServiceStubs(),
        client.getOptions().toBuilder()
            .setQueryRejectCondition(QueryRejectCondition.QUERY_REJECT_CONDITION_NOT_OPEN)
            .build());
  }

  /** Returns, for people, which keys were missing when something was to be opened. */
  Set<String> unopened() {
    return PayloadEncryption.unopened(client);
  }

  public WorkflowServiceStubs service() {
    return service;
  }

  /** Returns Temporal's own calls, for one of them; it fails when it takes longer than this. */
  public WorkflowServiceBlockingStub within(Duration patience) {
    return service.blockingStub().withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  public String address() {
    return String.valueOf(profile.getAddress());
  }

  public String namespace() {
    return String.valueOf(profile.getNamespace());
  }

  public String taskQueue() {
    return settings.taskQueue();
  }

  /** Returns the question which processes poll the task queue for tasks of this kind. */
  public DescribeTaskQueueRequest whoPolls(TaskQueueType type) {
    return whoPolls(taskQueue(), type);
  }

  /** Returns the same of another queue. */
  public DescribeTaskQueueRequest whoPolls(String queue, TaskQueueType type) {
    return DescribeTaskQueueRequest.newBuilder()
        .setNamespace(namespace())
        .setTaskQueue(TaskQueue.newBuilder().setName(queue))
        .setTaskQueueType(type)
        .build();
  }

  /**
   * Returns for how long the namespace keeps workflows that are over.
   *
   * @throws StatusRuntimeException when Temporal does not answer.
   */
  public Duration retention() {
    return Duration.ofSeconds(namespaceConfig().getWorkflowExecutionRetentionTtl().getSeconds());
  }

  /**
   * Returns what Temporal says of the namespace.
   *
   * @throws StatusRuntimeException when it does not answer.
   */
  public NamespaceConfig namespaceConfig() {
    return service
        .blockingStub()
        .describeNamespace(DescribeNamespaceRequest.newBuilder().setNamespace(namespace()).build())
        .getConfig();
  }

  /** The status of a failed call, as Temporal's server or the network reported it. */
  public static Optional<Status> status(Throwable failure) {
    return refusal(failure).map(StatusRuntimeException::getStatus);
  }

  /** The same with its details. */
  public static Optional<StatusRuntimeException> refusal(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException refusal) {
        return Optional.of(refusal);
      }
    }
    return Optional.empty();
  }

  /** The page of a workflow in the Web UI. */
  public String link(String workflowId) {
    return settings.uiUrl().toString().replaceFirst("/+$", "")
        + "/namespaces/"
        + namespace()
        + "/workflows/"
        + workflowId;
  }

  /** The same for people elsewhere; empty where no address of the Web UI is configured. */
  public Optional<String> publicLink(String workflowId) {
    return settings.isUiConfigured() ? Optional.of(link(workflowId)) : Optional.empty();
  }

  @Override
  public void stop() {
    service.shutdown();
    if (!service.awaitTermination(5, TimeUnit.SECONDS)) {
      service.shutdownNow();
    }
  }
}
