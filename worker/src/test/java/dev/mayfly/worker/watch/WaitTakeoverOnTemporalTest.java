package dev.mayfly.worker.watch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ClientInterceptor;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/** Where a temporal binary is at hand: the server that the waits are really left behind on. */
@Tag("server")
class WaitTakeoverOnTemporalTest extends WaitTakeoverContract {

  private @Nullable Process server;
  private @Nullable WorkflowServiceStubs service;

  @Override
  WorkflowClient startServer(ClientInterceptor calls) throws IOException {
    Optional<Path> binary = binary();
    assumeTrue(
        binary.isPresent(), "skipped: no temporal binary, neither in TEMPORAL_CLI nor on the PATH");
    String port = String.valueOf(freePort());
    server =
        new ProcessBuilder(
                binary.orElseThrow().toString(),
                "server",
                "start-dev",
                "--headless",
                "--ip",
                "127.0.0.1",
                "--port",
                port)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    service =
        WorkflowServiceStubs.newConnectedServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + port)
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
      server.destroyForcibly().waitFor();
    }
  }

  private static Optional<Path> binary() {
    String configured = System.getenv("TEMPORAL_CLI");
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(
            Stream.ofNullable(configured).map(Path::of),
            Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .map(directory -> Path.of(directory, "temporal")))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
