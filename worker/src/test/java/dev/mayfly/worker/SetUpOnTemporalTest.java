package dev.mayfly.worker;

import static dev.mayfly.worker.watch.Eventually.eventually;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.worker.intake.TasksInHand;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real Temporal that knows none of our search attributes; runs where its binary is at hand. */
@Tag("server")
class SetUpOnTemporalTest {

  private @Nullable TemporalProcess server;
  private @Nullable TemporalConnection temporal;
  private @Nullable TemporalWorker worker;

  @BeforeEach
  void start() throws IOException {
    server = TemporalProcess.startOrSkip();
    temporal =
        new TemporalConnection(
            new TemporalSettings(server.address(), null, null, null, null),
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
      server.stop();
    }
  }

  @Test
  void aWorkerPollsOnlyOnceTheSearchAttributesAreThereAndNamesThoseThatAreNot() {
    TemporalWorker started =
        new TemporalWorker(
            temporal(),
            "a worker",
            Optional.empty(),
            Optional.empty(),
            new TasksInHand().tuner(),
            List.of(),
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
    eventually(part, () -> worker.health().getMessage().contains(part));
    return worker.health().getMessage();
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
}
