package dev.mayfly.local;

import dev.mayfly.service.TemporalConnection;
import dev.mayfly.service.TemporalSettings;
import dev.mayfly.workflows.SearchAttributes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import java.time.Duration;
import java.util.Map;

/** Makes a namespace ready for lives. */
public final class Namespace {

  private Namespace() {}

  /** Waits until the server answers, and adds the search attributes that it lacks. */
  public static void prepare(String address, Map<String, String> environment, Duration atMost)
      throws InterruptedException {
    TemporalSettings settings = new TemporalSettings(address, null, null, null, null);
    TemporalConnection temporal =
        new TemporalConnection(settings, environment, Duration.ofSeconds(5));
    try {
      awaitAnswer(temporal, atMost);
      addSearchAttributes(temporal);
    } finally {
      temporal.stop();
    }
  }

  private static void awaitAnswer(TemporalConnection temporal, Duration atMost)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      try {
        temporal.service().blockingStub().getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
        return;
      } catch (StatusRuntimeException e) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "Temporal at " + temporal.address() + " does not answer: " + e.getStatus(), e);
        }
      }
    }
  }

  private static void addSearchAttributes(TemporalConnection temporal) {
    OperatorServiceStubs operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setChannel(temporal.service().getRawChannel())
                .validateAndBuildWithDefaults());
    AddSearchAttributesRequest.Builder request =
        AddSearchAttributesRequest.newBuilder().setNamespace(temporal.namespace());
    SearchAttributes.ALL.forEach(
        key ->
            request.putSearchAttributes(
                key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    try {
      operator.blockingStub().addSearchAttributes(request.build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw new IllegalStateException(
            "cannot add the search attributes to namespace " + temporal.namespace(), e);
      }
    }
  }
}
