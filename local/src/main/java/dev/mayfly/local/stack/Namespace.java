package dev.mayfly.local.stack;

import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Makes a namespace ready for lives. */
public final class Namespace {

  // A look at whether the server is still alive comes between two calls.
  private static final Duration ONE_CALL = Duration.ofSeconds(2);

  private Namespace() {}

  /** The server ended before it answered. */
  public static final class ServerEndedException extends IllegalStateException {

    ServerEndedException(String address, Throwable cause) {
      super("the Temporal server for " + address + " ended before it answered", cause);
    }
  }

  /**
   * Waits until the server answers, and adds the search attributes that it lacks.
   *
   * @param alive whether it may still come to answer.
   * @throws ServerEndedException if it is not alive any more.
   */
  public static void prepare(
      String address, Map<String, String> environment, Duration atMost, BooleanSupplier alive)
      throws InterruptedException {
    TemporalSettings settings = new TemporalSettings(address, null, null, null, null);
    TemporalConnection temporal =
        new TemporalConnection(settings, environment, Duration.ofSeconds(5));
    try {
      awaitAnswer(temporal, atMost, alive);
      addSearchAttributes(temporal);
    } finally {
      temporal.stop();
    }
  }

  private static void awaitAnswer(
      TemporalConnection temporal, Duration atMost, BooleanSupplier alive) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      try {
        temporal
            .service()
            .blockingStub()
            .withWaitForReady()
            .withDeadlineAfter(ONE_CALL.toMillis(), TimeUnit.MILLISECONDS)
            .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
        return;
      } catch (StatusRuntimeException e) {
        if (!alive.getAsBoolean()) {
          throw new ServerEndedException(temporal.address(), e);
        }
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
