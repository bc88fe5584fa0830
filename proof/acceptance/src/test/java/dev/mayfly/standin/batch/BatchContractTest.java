package dev.mayfly.standin.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.standin.batch.BatchStandIn.Settings;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.batch.BatchTransport;
import dev.mayfly.worker.batch.EndProof;
import dev.mayfly.worker.batch.TaskSnapshot.State;
import dev.mayfly.worker.batch.TaskSpec;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.TaskRef;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The requests of our client and the answers of our stand-in, against Microsoft's swagger. */
@Tag("server")
class BatchContractTest {

  private static final String V = "?" + SignedHttp.VERSION;
  private static final BatchJobId JOB = new BatchJobId("mayfly", "ubuntu", 1);

  private final BatchStandIn batch =
      TestAccount.start(
          Map.of(
              "ok", List.of("true"),
              "bad", List.of("false"),
              "sleeper", List.of("sleep", "300")),
          new Settings(Set.of("ubuntu-pool"), 1, 2, Duration.ofMillis(50), Duration.ofMillis(50)));
  private Swagger swagger;
  private Exchanges exchanges;

  @BeforeEach
  void open() throws IOException {
    swagger = new Swagger(SharedData.batch().resolve("spec/BatchService.json"));
    exchanges = new Exchanges(batch.url());
  }

  @AfterEach
  void close() {
    if (exchanges != null) {
      exchanges.close();
    }
    batch.close();
  }

  @Test
  void whatIsPlantedIsATaskThatNobodyAskedFor() {
    batch.seed("ubuntu-pool", "other-ubuntu-1", "other-github-7-3fa91c-1", "sleeper");

    Eventually.until(
        "it runs", () -> batch.tasks().stream().anyMatch(task -> task.state().equals("running")));
    assertThat(batch.tasks())
        .extracting(task -> task.job() + "/" + task.id())
        .containsExactly("other-ubuntu-1/other-github-7-3fa91c-1");
    assertThat(batch.faults().asked(Operation.ADD_TASK)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whatOurClientSendsIsWhatMicrosoftDescribes(BatchTransport by) throws IOException {
    try (AzureBatchClient client = WorkersClient.of(by, exchanges.url())) {
      client.ensureJob(JOB, "ubuntu-pool");
      for (String image : List.of("ok", "bad", "nonesuch", "sleeper")) {
        TaskRef task =
            new TaskRef(
                JOB,
                RunnerName.parse("mayfly-github-" + (1 + image.length()) + "-3fa91c-1")
                    .orElseThrow());
        client.addTask(task, new TaskSpec(image, Map.of("A", "b"), Duration.ofHours(133)));
        Eventually.until(
            image + " runs or has ended",
            () ->
                client.task(task).orElseThrow().state() == State.RUNNING
                    || client.task(task).orElseThrow().state() == State.COMPLETED);
        client.tasks(JOB);
        client.extend(task, Duration.ofHours(140), Duration.ofHours(5));
        client
            .keepNode("ubuntu-pool", task)
            .ifPresent(node -> client.releaseNode("ubuntu-pool", node));
        client.delete(task, EndProof.byForce());
        client.delete(task, EndProof.byForce());
      }
    }

    // The swagger is one version's; what Mayfly sends is the same in both.
    if (by == BatchTransport.REST) {
      swagger.expectVersion("2025-06-01");
    }
    assertThat(faults()).isEmpty();
    assertThat(exchanges.seen()).hasSizeGreaterThan(20);
  }

  @Test
  void whatTheStandInAnswersIsWhatMicrosoftDescribes() throws IOException {
    SignedHttp http = new SignedHttp(exchanges.url(), "acme", TestAccount.KEY);
    http.send("POST", "/jobs" + V, "{\"id\":\"J\",\"poolInfo\":{\"poolId\":\"ubuntu-pool\"}}");
    http.send("POST", "/jobs" + V, "{\"id\":\"J\",\"poolInfo\":{\"poolId\":\"ubuntu-pool\"}}");
    http.send("POST", "/jobs" + V, "{\"id\":\"K\",\"poolInfo\":{\"poolId\":\"nonesuch\"}}");
    for (String image : List.of("ok", "bad", "nonesuch", "sleeper")) {
      http.send("POST", "/jobs/J/tasks" + V, task(image));
    }
    Eventually.until(
        "three have ended and one runs",
        () ->
            batch.tasks().stream().filter(t -> t.state().equals("completed")).count() == 3
                && batch.tasks().stream().anyMatch(t -> t.state().equals("running")));
    http.send("GET", "/jobs/J/tasks" + V, null);
    for (String image : List.of("ok", "bad", "nonesuch", "sleeper", "absent")) {
      http.send("GET", "/jobs/J/tasks/" + image + V, null);
    }
    http.send("PUT", "/jobs/J/tasks/sleeper" + V, "{\"constraints\":{\"retentionTime\":\"PT1H\"}}");
    http.send("PUT", "/jobs/J/tasks/ok" + V, "{\"constraints\":{}}");
    String node =
        Objects.requireNonNull(
            batch.tasks().stream()
                .filter(t -> t.id().equals("sleeper"))
                .findFirst()
                .orElseThrow()
                .node());
    String path = "/pools/ubuntu-pool/nodes/" + node;
    http.send("GET", "/pools/ubuntu-pool/nodes" + V, null);
    http.send("GET", path + V, null);
    http.send(
        "POST",
        path + "/disablescheduling" + V,
        "{\"nodeDisableSchedulingOption\":\"taskcompletion\"}");
    http.send("POST", path + "/disablescheduling" + V, null);
    http.send("GET", path + V, null);
    http.send("POST", path + "/enablescheduling" + V, null);
    http.send("POST", path + "/enablescheduling" + V, null);
    http.send("POST", "/pools/ubuntu-pool/nodes/absent/enablescheduling" + V, null);
    http.send("GET", "/jobs/J/taskcounts" + V, null);
    http.send(
        "POST",
        "/jobs/J/addtaskcollection" + V,
        "{\"value\":[" + task("ok") + "," + task("ok2") + "]}");
    http.send("GET", "/pools/ubuntu-pool" + V, null);
    http.send("GET", "/jobs" + V, null);
    http.send("PATCH", "/jobs/J" + V, "{\"priority\":5}");
    http.send("POST", "/jobs/J/disable" + V, "{\"disableTasks\":\"requeue\"}");
    http.send("GET", "/jobs/J" + V, null);
    http.send("GET", "/jobs/J/tasks/sleeper" + V, null);
    http.send("POST", "/jobs/J/enable" + V, null);
    http.send("POST", "/jobs/J/tasks/sleeper/terminate" + V, null);
    http.send("GET", "/jobs/J/tasks/sleeper" + V, null);
    http.send("DELETE", "/jobs/J/tasks/sleeper" + V, null);
    http.send("POST", "/jobs/J/terminate" + V, null);
    http.send("GET", "/jobs/J" + V, null);
    http.send("DELETE", "/jobs/J" + V, null);
    http.send("GET", "/jobs/J" + V, null);
    http.send("GET", "/jobs", null);

    assertThat(faults()).isEmpty();
    assertThat(exchanges.seen()).hasSizeGreaterThan(35);
  }

  private List<String> faults() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Exchanges.Exchange seen : exchanges.seen()) {
      String what = seen.method() + " " + seen.path() + " → " + seen.status() + ": ";
      // One request is bad on purpose; its refusal is described all the same.
      List<String> its =
          seen.status() == 400
              ? swagger.faultsOfAnswer(seen.method(), seen.path(), seen.status(), seen.answer())
              : swagger.faults(seen);
      its.stream().map(what::concat).forEach(faults::add);
    }
    return faults;
  }

  private static String task(String image) {
    return "{\"id\":\"%s\",\"commandLine\":\"\",\"containerSettings\":{\"imageName\":\"%s\"}}"
        .formatted(image, image);
  }
}
