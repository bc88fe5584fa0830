package dev.mayfly.service.temporal;

import com.codahale.metrics.health.HealthCheck;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import java.util.concurrent.TimeUnit;

/** Healthy while Temporal answers and has our namespace; says so within two seconds. */
public final class TemporalHealthCheck extends HealthCheck {

  private final TemporalConnection temporal;

  public TemporalHealthCheck(TemporalConnection temporal) {
    this.temporal = temporal;
  }

  @Override
  protected Result check() {
    try {
      var answer =
          temporal
              .service()
              .blockingStub()
              .withDeadlineAfter(2, TimeUnit.SECONDS)
              .describeNamespace(
                  DescribeNamespaceRequest.newBuilder().setNamespace(temporal.namespace()).build());
      return Result.healthy(
          "%s, namespace %s", temporal.address(), answer.getNamespaceInfo().getName());
    } catch (StatusRuntimeException e) {
      return answer(e.getStatus());
    }
  }

  private Result answer(Status status) {
    return switch (status.getCode()) {
      // The server answered; it only does not let us describe a namespace.
      case UNIMPLEMENTED, PERMISSION_DENIED -> Result.healthy(temporal.address());
      case NOT_FOUND ->
          Result.unhealthy(
              "Temporal at %s has no namespace %s: create it, or correct temporal.namespace"
                  + " (TEMPORAL_NAMESPACE)",
              temporal.address(), temporal.namespace());
      case UNAUTHENTICATED ->
          Result.unhealthy(
              "Temporal at %s refuses our credentials: check TEMPORAL_API_KEY or TEMPORAL_TLS_*",
              temporal.address());
      default ->
          Result.unhealthy(
              "Temporal at %s does not answer (%s): start it, or correct temporal.address"
                  + " (TEMPORAL_ADDRESS)",
              temporal.address(), status.getCode());
    };
  }
}
