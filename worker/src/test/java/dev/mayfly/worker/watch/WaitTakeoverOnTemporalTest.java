package dev.mayfly.worker.watch;

import dev.mayfly.worker.TemporalProcess;
import io.grpc.ClientInterceptor;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/** Where a temporal binary is at hand: the server that the waits are really left behind on. */
@Tag("server")
class WaitTakeoverOnTemporalTest extends WaitTakeoverContract {

  private @Nullable TemporalProcess server;
  private @Nullable WorkflowServiceStubs service;

  @Override
  WorkflowClient startServer(ClientInterceptor calls) throws IOException {
    server = TemporalProcess.startOrSkip();
    service =
        WorkflowServiceStubs.newConnectedServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget(server.address())
                .setGrpcClientInterceptors(List.of(calls))
                .build(),
            Duration.ofSeconds(60));
    return WorkflowClient.newInstance(service);
  }

  @Override
  void stopServer() throws InterruptedException {
    if (service != null) {
      service.shutdownNow();
    }
    if (server != null) {
      server.stop();
    }
  }
}
