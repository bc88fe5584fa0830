package dev.mayfly.service;

import io.dropwizard.lifecycle.Managed;
import io.temporal.client.WorkflowClient;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The connection to Temporal. It connects with the first call, so a service starts while Temporal
 * is down and works once it is up.
 */
public final class TemporalConnection implements Managed {

  private final TemporalSettings settings;
  private final ClientConfigProfile profile;
  private final WorkflowServiceStubs service;
  private final WorkflowClient client;

  /**
   * Prepares the connection.
   *
   * @param patience how long one call may take, retries included.
   */
  public TemporalConnection(
      TemporalSettings settings, Map<String, String> environment, Duration patience) {
    this.settings = settings;
    this.profile = settings.profile(environment);
    this.service = WorkflowServiceStubs.newServiceStubs(options(profile, patience));
    this.client = WorkflowClient.newInstance(service, profile.toWorkflowClientOptions());
  }

  private static WorkflowServiceStubsOptions options(
      ClientConfigProfile profile, Duration patience) {
    return WorkflowServiceStubsOptions.newBuilder(profile.toWorkflowServiceStubsOptions())
        .setRpcTimeout(patience)
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

  public WorkflowServiceStubs service() {
    return service;
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

  /** The page of a workflow in the Web UI. */
  public String link(String workflowId) {
    return settings.uiUrl().toString().replaceFirst("/+$", "")
        + "/namespaces/"
        + namespace()
        + "/workflows/"
        + workflowId;
  }

  @Override
  public void stop() {
    service.shutdown();
    if (!service.awaitTermination(5, TimeUnit.SECONDS)) {
      service.shutdownNow();
    }
  }
}
