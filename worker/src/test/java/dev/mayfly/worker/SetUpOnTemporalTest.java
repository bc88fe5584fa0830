package dev.mayfly.worker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real Temporal that knows none of our search attributes; runs where its binary is at hand. */
@Tag("server")
class SetUpOnTemporalTest {

  private @Nullable Process server;
  private @Nullable TemporalConnection temporal;
  private @Nullable TemporalWorker worker;

  @BeforeEach
  void start() throws IOException {
    Optional<Path> binary = binary();
    assumeTrue(
        binary.isPresent(), "skipped: no temporal binary, neither in TEMPORAL_CLI nor on the PATH");
    int port = freePort();
    server =
        new ProcessBuilder(
                binary.orElseThrow().toString(),
                "server",
                "start-dev",
                "--headless",
                "--ip",
                "127.0.0.1",
                "--port",
                String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    temporal =
        new TemporalConnection(
            new TemporalSettings("127.0.0.1:" + port, null, null, null, null),
            Map.of(),
            Duration.ofSeconds(10));
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (worker != null) {
      worker.stop();
    }
    if (temporal != null) {
      temporal.stop();
    }
    if (server != null) {
      server.destroyForcibly().waitFor();
    }
  }

  @Test
  void aWorkerPollsOnlyOnceTheSearchAttributesAreThereAndNamesThoseThatAreNot() {
    TemporalWorker started =
        new TemporalWorker(
            temporal(),
            Optional.empty(),
            events -> {
              throw new AssertionError("no event comes here");
            });
    worker = started;
    started.start();

    String told = awaitHealth(started, "no search attribute");
    assertThat(started.health().isHealthy()).isFalse();
    assertThat(told)
        .contains("MayflyPhase, MayflyOutcome, MayflyPool, MayflyRepository, so no life can begin")
        .contains("search-attribute create --namespace default --name MayflyPhase --type Keyword")
        .contains("tcld namespace search-attributes add --namespace default");

    add(SearchAttributes.PHASE.getName(), SearchAttributes.OUTCOME.getName());
    assertThat(awaitHealth(started, "no search attribute MayflyPool, MayflyRepository,"))
        .contains("create them");

    add(SearchAttributes.POOL.getName(), SearchAttributes.REPOSITORY.getName());
    awaitHealth(started, "polls mayfly");
    assertThat(started.health().isHealthy()).isTrue();
  }

  private TemporalConnection temporal() {
    return requireNonNull(temporal);
  }

  private static String awaitHealth(TemporalWorker worker, String part) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    String said = worker.health().getMessage();
    while (!said.contains(part)) {
      assertThat(System.nanoTime()).as("waited for %s, got %s", part, said).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      said = worker.health().getMessage();
    }
    return said;
  }

  private void add(String... names) {
    OperatorServiceStubs operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setChannel(temporal().service().getRawChannel())
                .validateAndBuildWithDefaults());
    AddSearchAttributesRequest.Builder request =
        AddSearchAttributesRequest.newBuilder().setNamespace("default");
    List.of(names)
        .forEach(
            name -> request.putSearchAttributes(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    var unused = operator.blockingStub().addSearchAttributes(request.build());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Optional<Path> binary() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(
            Stream.ofNullable(System.getenv("TEMPORAL_CLI")).map(Path::of),
            Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .map(directory -> Path.of(directory, "temporal")))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
