package dev.mayfly.service.temporal;

import com.codahale.metrics.health.HealthCheck;
import dev.mayfly.service.http.UntrustedCertificateException;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.serviceclient.StatusUtils;
import java.time.Duration;

/**
 * Healthy while Temporal does in our namespace what lives need: it looks for a workflow that does
 * not exist, and is told so. A description of the namespace alone may be refused to a good key, and
 * given to an expired one.
 */
public final class TemporalHealthCheck extends HealthCheck {

  // No life, pool or sweep has this name: it has an installation's, and no forge's.
  private static final String NOBODY = "mayfly-health-check";
  private static final Duration SOON = Duration.ofSeconds(2);

  private final TemporalConnection temporal;
  private final Duration patience;

  /** Says so within two seconds. */
  public TemporalHealthCheck(TemporalConnection temporal) {
    this(temporal, SOON);
  }

  /**
   * @param patience how long Temporal may take; a process that has just begun needs some of it for
   *     the connection.
   */
  public TemporalHealthCheck(TemporalConnection temporal, Duration patience) {
    this.temporal = temporal;
    this.patience = patience;
  }

  @Override
  protected Result check() {
    try {
      var unused =
          temporal
              .within(patience)
              .describeWorkflowExecution(
                  DescribeWorkflowExecutionRequest.newBuilder()
                      .setNamespace(temporal.namespace())
                      .setExecution(WorkflowExecution.newBuilder().setWorkflowId(NOBODY))
                      .build());
      return healthy();
    } catch (StatusRuntimeException e) {
      return isNoSuchWorkflow(e) ? healthy() : Result.unhealthy("%s", told(temporal, e));
    }
  }

  private Result healthy() {
    return Result.healthy("%s, namespace %s", temporal.address(), temporal.namespace());
  }

  private static boolean isNoSuchWorkflow(StatusRuntimeException e) {
    return e.getStatus().getCode() == io.grpc.Status.Code.NOT_FOUND && !isNoSuchNamespace(e);
  }

  private static boolean isNoSuchNamespace(StatusRuntimeException e) {
    return StatusUtils.hasFailure(e, NamespaceNotFoundFailure.class);
  }

  /** Returns what a failed call means for people, and what to do. */
  public static String told(TemporalConnection temporal, StatusRuntimeException e) {
    String at = "Temporal at " + temporal.address();
    return switch (e.getStatus().getCode()) {
      case NOT_FOUND ->
          at
              + " has no namespace "
              + temporal.namespace()
              + ": create it, or correct temporal.namespace (TEMPORAL_NAMESPACE)";
      case UNAUTHENTICATED ->
          at
              + " refuses our credentials: check temporal.apiKey (TEMPORAL_API_KEY) or"
              + " TEMPORAL_TLS_*";
      case PERMISSION_DENIED ->
          at
              + " does not let us use namespace "
              + temporal.namespace()
              + ": the API key or certificate has expired or is another namespace's, or needs the"
              + " permission to write there";
      default ->
          UntrustedCertificateException.told(e)
              .map(why -> at + " cannot be asked: " + why)
              .orElse(
                  at
                      + " does not answer ("
                      + e.getStatus().getCode()
                      + "): start it, or correct temporal.address (TEMPORAL_ADDRESS)");
    };
  }
}
