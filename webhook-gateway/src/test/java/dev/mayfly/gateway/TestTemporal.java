package dev.mayfly.gateway;

import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Temporal's test server on a port of its own, with our search attributes and a worker. As a static
 * extension it serves all tests of a class.
 */
public final class TestTemporal implements AfterAllCallback, AutoCloseable {

  private final int port;
  private final TestServer.PortBoundTestServer server;
  private final WorkflowServiceStubs service;
  private final WorkflowClient client;
  private final WorkerFactory workers;

  public TestTemporal(String taskQueue) {
    port = freePort();
    server = TestServer.createPortBoundServer(port);
    registerSearchAttributes();
    service =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address()).build());
    client = WorkflowClient.newInstance(service);
    workers = WorkerFactory.newInstance(client);
    workers.newWorker(taskQueue).registerWorkflowImplementationTypes(TestLife.class);
    workers.start();
  }

  /** Below those that connections take: none has it before the server, or while it is away. */
  public static int freePort() {
    return ThreadLocalRandom.current()
        .ints(20_000, 32_000)
        .filter(TestTemporal::isFree)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    try (ServerSocket loopback = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return loopback.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  public String address() {
    return "127.0.0.1:" + port;
  }

  public WorkflowClient client() {
    return client;
  }

  private void registerSearchAttributes() {
    OperatorServiceStubs operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setTarget(address())
                .validateAndBuildWithDefaults());
    AddSearchAttributesRequest.Builder request =
        AddSearchAttributesRequest.newBuilder().setNamespace("default");
    SearchAttributes.ALL.forEach(
        key ->
            request.putSearchAttributes(
                key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    operator.blockingStub().addSearchAttributes(request.build());
    operator.shutdownNow();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    workers.shutdownNow();
    service.shutdownNow();
    server.close();
  }
}
