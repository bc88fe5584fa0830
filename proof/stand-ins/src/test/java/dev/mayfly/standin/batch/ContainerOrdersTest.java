package dev.mayfly.standin.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.standin.batch.BatchStandIn.Settings;
import dev.mayfly.standin.batch.SignedHttp.Answer;
import dev.mayfly.standin.node.Container;
import dev.mayfly.standin.node.ContainerEngine;
import dev.mayfly.standin.node.ContainerOrder;
import dev.mayfly.standin.node.Unstartable;
import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A task's order to its node's engine, and an engine that takes its time. */
@Tag("server")
class ContainerOrdersTest {

  private static final String V = "?" + SignedHttp.VERSION;
  private static final String ISOLATED =
      """
      {"id": "T", "commandLine": "",
       "containerSettings": {"imageName": "runner", "containerRunOptions": "--cpus 2 --init",
         "containerHostBatchBindMounts": [], "workingDirectory": "containerImageDefault"},
       "userIdentity": {"autoUser": {"scope": "pool", "elevationLevel": "admin"}},
       "environmentSettings": [{"name": "TOKEN", "value": "s3cret"}]}
      """;
  private static final String PLAIN =
      "{\"id\": \"T\", \"commandLine\": \"\", \"containerSettings\": {\"imageName\": \"runner\"}}";

  private final SlowEngine engine = new SlowEngine();

  @AutoClose
  private final BatchStandIn batch =
      BatchStandIn.start(
          0,
          TestAccount.NAME,
          TestAccount.KEY,
          engine,
          new Settings(Set.of("p"), 1, 1, Duration.ZERO, Duration.ZERO));

  private final SignedHttp http = TestAccount.http(batch);

  @BeforeEach
  void addJob() throws IOException {
    send("POST", "/jobs", "{\"id\":\"J\",\"poolInfo\":{\"poolId\":\"p\"}}");
  }

  /** The stand-in waits at its end for what is just being started. */
  @AfterEach
  void letStart() {
    engine.starting.complete(engine);
  }

  @Test
  void aTaskOfTheAdministratorWithoutMountsInTheImagesDirectory() throws Exception {
    send("POST", "/jobs/J/tasks", ISOLATED);

    ContainerOrder order = engine.order();
    assertThat(order.image()).isEqualTo("runner");
    assertThat(order.admin()).isTrue();
    assertThat(order.isolated()).isTrue();
    assertThat(order.imageDirectory()).isTrue();
    assertThat(order.options()).containsExactly("--cpus", "2", "--init");
    assertThat(order.environment())
        .containsEntry("TOKEN", "s3cret")
        .containsEntry("AZ_BATCH_TASK_ID", "T")
        .containsEntry("AZ_BATCH_POOL_ID", "p");
    assertThat(order.toString()).doesNotContain("s3cret");
  }

  @Test
  void aTaskThatAsksForNothingIsAnyUsersWithTheNodesDirectory() throws Exception {
    send("POST", "/jobs/J/tasks", PLAIN);

    ContainerOrder order = engine.order();
    assertThat(order.admin()).isFalse();
    assertThat(order.isolated()).isFalse();
    assertThat(order.imageDirectory()).isFalse();
    assertThat(order.options()).isEmpty();
  }

  @Test
  void aTaskIsBeingPreparedUntilItsContainerRuns() throws Exception {
    send("POST", "/jobs/J/tasks", PLAIN);
    Object unused = engine.order();
    assertThat(task().path("state").asText()).isEqualTo("preparing");

    engine.starting.complete(engine);
    assertThat(task().path("state").asText()).isEqualTo("running");

    engine.ended().complete(0);
    assertThat(task().path("state").asText()).isEqualTo("completed");
  }

  @Test
  void aTaskDeletedWhileItsContainerIsBeingStartedIsKilledThenAndFreesItsSlotThen()
      throws Exception {
    send("POST", "/jobs/J/tasks", PLAIN);
    Object unused = engine.order();

    assertThat(send("DELETE", "/jobs/J/tasks/T", null).status()).isEqualTo(200);

    assertThat(send("GET", "/jobs/J/tasks/T", null).status()).isEqualTo(404);
    send("POST", "/jobs/J/tasks", PLAIN.replace("\"T\"", "\"next\""));
    assertThat(engine.orders).hasSize(1);
    engine.starting.complete(engine);
    Eventually.until("it is killed", engine.ended()::isDone);
    Eventually.until("the next one has its slot", () -> engine.orders.size() == 2);
  }

  @Test
  void aContainerThatCannotBeStartedFailsItsTaskWithTheCode() throws Exception {
    send("POST", "/jobs/J/tasks", PLAIN);
    Object unused = engine.order();

    engine.starting.completeExceptionally(Unstartable.image("no such image"));

    JsonNode why = task().at("/executionInfo/failureInfo");
    assertThat(why.path("code").asText()).isEqualTo("ContainerInvalidImage");
    assertThat(why.path("message").asText()).endsWith("no such image");
  }

  private JsonNode task() throws IOException {
    return new ObjectMapper().readTree(send("GET", "/jobs/J/tasks/T", null).body());
  }

  private Answer send(String method, String path, @Nullable String body) throws IOException {
    return http.send(method, path + V, body);
  }

  /** Starts its one container when the test says so. */
  private record SlowEngine(
      List<ContainerOrder> orders,
      CompletableFuture<Container> starting,
      CompletableFuture<Integer> ended)
      implements ContainerEngine, Container {

    SlowEngine() {
      this(new CopyOnWriteArrayList<>(), new CompletableFuture<>(), new CompletableFuture<>());
    }

    ContainerOrder order() {
      Eventually.until("a container is asked for", () -> !orders.isEmpty());
      return orders.get(0);
    }

    @Override
    public CompletableFuture<Container> start(ContainerOrder order) {
      orders.add(order);
      return starting;
    }

    @Override
    public CompletableFuture<Void> kill(Duration grace) {
      ended.complete(137);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public Set<ProcessHandle> processes() {
      return Set.of();
    }

    @Override
    public void close() {}
  }
}
