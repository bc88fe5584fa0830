package dev.mayfly.worker.watch;

import io.grpc.ClientInterceptor;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class WaitTakeoverOnTestServerTest extends WaitTakeoverContract {

  private @Nullable TestWorkflowEnvironment server;

  @Override
  WorkflowClient startServer(ClientInterceptor calls) {
    server =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkflowServiceStubsOptions(
                    WorkflowServiceStubsOptions.newBuilder()
                        .setGrpcClientInterceptors(List.of(calls))
                        .build())
                .build());
    return server.getWorkflowClient();
  }

  @Override
  void stopServer() {
    if (server != null) {
      server.close();
    }
  }
}
