package dev.mayfly.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.WaitActivities;
import dev.mayfly.workflows.step.WaitResult;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.DynamicActivity;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.converter.EncodedValues;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real worker as a process has it, with nothing that answers around it. */
@Tag("server")
class WorkerApplicationTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private final WorkerApplication worker = new WorkerApplication();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();

  @AfterEach
  void stop() {
    worker.stop();
  }

  @Timeout(30)
  @Test
  void startsSaysWhatIsWrongAndStopsInSecondsWhileNothingListens() throws Exception {
    worker.start(file(TemporalProcess.freePort()).toString());

    JsonNode health = health();
    assertThat(health.at("/temporal/healthy").asBoolean()).isFalse();
    assertThat(health.at("/temporal/message").asText())
        .contains("does not answer")
        .contains("TEMPORAL_ADDRESS");
    assertThat(health.at("/worker/healthy").asBoolean()).isFalse();
    assertThat(health.at("/worker/message").asText()).startsWith("does not poll yet: Temporal ");
    assertThat(health.at("/watcher/healthy").asBoolean()).isTrue();
    assertThat(health.at("/sweep/healthy").asBoolean()).isTrue();
    assertThat(health.at("/sweep/message").asText())
        .startsWith("mayfly-sweep-github: no complete round yet");
    JsonNode metrics = admin("/metrics.json");
    assertThat(metrics.at("/gauges/forges.github.circuitBreakerOpen/value").asInt(-1)).isZero();
    assertThat(metrics.at("/gauges/forges.github.limit/value").asInt(-1)).isZero();

    worker.stop();
  }

  @Timeout(30)
  @Test
  void stopsInSecondsWhileTemporalIsSilent() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      worker.start(file(silent.getLocalPort()).toString());
      assertThat(health().at("/worker/healthy").asBoolean()).isFalse();

      worker.stop();
    }
  }

  @Timeout(30)
  @Test
  void pollsOnceTemporalIsUpAndStopsInSeconds() throws Exception {
    int port = TemporalProcess.freePort();
    worker.start(file(port).toString());

    TestServer.PortBoundTestServer temporal = TestServer.createPortBoundServer(port);
    try {
      awaitHealth(health -> health.at("/worker/healthy").asBoolean());
      assertThat(health().at("/worker/message").asText()).isEqualTo("polls lonely");

      worker.stop();
    } finally {
      temporal.close();
    }
  }

  @Timeout(30)
  @Test
  void stopsInSecondsWhenTemporalHasDiedMeanwhile() throws Exception {
    int port = TemporalProcess.freePort();
    TestServer.PortBoundTestServer temporal = TestServer.createPortBoundServer(port);
    try {
      worker.start(file(port).toString());
      awaitHealth(health -> health.at("/worker/healthy").asBoolean());
    } finally {
      temporal.close();
    }

    worker.stop();
  }

  @Timeout(90)
  @Test
  void watchesWhatAnotherWorkerLeftBehind() throws Exception {
    int port = TemporalProcess.freePort();
    TestServer.PortBoundTestServer temporal = TestServer.createPortBoundServer(port);
    WorkflowServiceStubs service =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:" + port).build());
    WorkerFactory other = WorkerFactory.newInstance(WorkflowClient.newInstance(service));
    try {
      Worker forgetful = other.newWorker("elsewhere");
      forgetful.registerWorkflowImplementationTypes(WaitingForAnother.class);
      CountDownLatch waits = new CountDownLatch(1);
      forgetful.registerActivitiesImplementations(new Forgetful(waits));
      other.start();
      WorkflowClient.start(life(other.getWorkflowClient())::run);
      assertThat(waits.await(60, TimeUnit.SECONDS)).isTrue();

      worker.start(file(port).toString());

      awaitHealth(health -> health.at("/watcher/message").asText().startsWith("1 waits"));
      worker.stop();
    } finally {
      other.shutdownNow();
      service.shutdownNow();
      temporal.close();
    }
  }

  /** A life that only waits. */
  @WorkflowInterface
  public interface Waiting {
    @WorkflowMethod
    void run();
  }

  /** Waits for another life's runner. */
  public static final class WaitingForAnother implements Waiting {
    @Override
    public void run() {
      RunnerName name = RunnerName.parse("mayfly-github-2-3fa91c-1").orElseThrow();
      Scope acme = Scope.ofOrganization("acme");
      JobRef job = new JobRef("github", 1, 11, "acme/app", acme, "build", null, null);
      WaitResult unused =
          Workflow.newActivityStub(
                  WaitActivities.class,
                  ActivityOptions.newBuilder()
                      .setScheduleToCloseTimeout(Duration.ofDays(1))
                      .setHeartbeatTimeout(WaitActivities.HEARTBEAT_TIMEOUT)
                      .build())
              .awaitOther(new RunnerRef(name, job, "ubuntu", null));
    }
  }

  /** Takes a wait, of whatever kind, and never comes back to it. */
  private record Forgetful(CountDownLatch waits) implements DynamicActivity {

    @Override
    public @Nullable Object execute(EncodedValues arguments) {
      Activity.getExecutionContext().doNotCompleteOnReturn();
      waits.countDown();
      return null;
    }
  }

  private static Waiting life(WorkflowClient client) {
    return client.newWorkflowStub(
        Waiting.class,
        WorkflowOptions.newBuilder()
            .setWorkflowId("mayfly-github-1")
            .setTaskQueue("elsewhere")
            .build());
  }

  private Path file(int temporal) throws IOException {
    Files.writeString(directory.resolve("token"), "ghp_s3cret");
    Files.writeString(directory.resolve("batch"), "czNjcmV0");
    Files.writeString(directory.resolve("key"), "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    String closedPort = "http://127.0.0.1:" + TemporalProcess.freePort();
    Files.writeString(
        directory.resolve("mayfly.yml"),
        """
        installation: mayfly
        forges:
          github: {apiUrl: "%s", webUrl: "%s", scopes: [{organization: acme}]}
        pools:
          - {name: ubuntu, labels: [self-hosted, linux, x64], batchPool: b, image: i}
        """
            .formatted(closedPort, closedPort));
    return Files.writeString(
        directory.resolve("worker.yml"),
        """
        fleet: mayfly.yml
        forges: {github: {token: {file: token}}}
        batch: {url: "%s", account: acme, key: {file: batch}}
        sealingKeys: {k1: {file: key}}
        temporal: {address: "127.0.0.1:%d", taskQueue: lonely}
        server:
          applicationConnectors: []
          adminConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
        """
            .formatted(closedPort, temporal));
  }

  private JsonNode health() throws Exception {
    return admin("/healthcheck");
  }

  private JsonNode admin(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + worker.adminPort() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
    return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private void awaitHealth(Predicate<JsonNode> claim) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    JsonNode health = health();
    while (!claim.test(health)) {
      assertThat(System.nanoTime()).as("waited for health, got %s", health).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      health = health();
    }
  }
}
