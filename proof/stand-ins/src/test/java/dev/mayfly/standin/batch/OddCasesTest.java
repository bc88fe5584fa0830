package dev.mayfly.standin.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.standin.batch.BatchStandIn.Settings;
import dev.mayfly.standin.batch.SignedHttp.Answer;
import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The odd cases of Batch, by the sections of the facts ({@code ../shared/facts/azure-batch.md}).
 * Elsewhere: 2.2 statuses and 2.3 signatures in {@link BatchProtocolTest}, resizing and autoscale
 * in {@link PoolOperationsTest}, preemption, wall clocks and throttling in {@code
 * AzureBatchClientOnStandInTest} of the module acceptance. Not modelled: that counts of tasks and
 * nodes lag.
 */
@Tag("server")
class OddCasesTest {

  private static final String V = "?" + SignedHttp.VERSION;

  @AutoClose
  private final BatchStandIn batch =
      TestAccount.start(
          Map.of("", List.of("true"), "bad", List.of("false"), "endless", List.of()),
          new Settings(Set.of("p"), 1, 4, Duration.ZERO, Duration.ofSeconds(10))
              .withNodeBoot(Duration.ofMinutes(2)));

  private final SignedHttp http = TestAccount.http(batch);

  @BeforeEach
  void addJob() throws IOException {
    send("POST", "/jobs", "{\"id\":\"J\",\"poolInfo\":{\"poolId\":\"p\"}}");
  }

  @Nested
  class Section21Common {

    @Test
    void theAddressOfANewJobIsNotTheJobs() throws IOException {
      Answer added = send("POST", "/jobs", "{\"id\":\"K\",\"poolInfo\":{\"poolId\":\"p\"}}");

      assertThat(added.headers().get("Location")).endsWith("/jobs/job-1");
      assertThat(added.headers().get("DataServiceId")).endsWith("/jobs/job-1");
    }

    @Test
    void aTaskKeepsItsTagFromActiveToCompleted() throws IOException {
      String tag = send("POST", "/jobs/J/tasks", task("T", "")).headers().get("ETag");

      completed("T");

      assertThat(read("/jobs/J/tasks/T").path("eTag").asText()).isEqualTo(tag);
    }

    @ParameterizedTest
    @CsvSource({
      "PATCH, '', '{\"priority\":1}'",
      "PUT, '', '{\"poolInfo\":{\"poolId\":\"p\"}}'",
      "POST, /disable, '{\"disableTasks\":\"wait\"}'",
      "POST, /terminate, "
    })
    void aJobsTagChangesWithWhatSomebodyAsks(String method, String what, @Nullable String body)
        throws IOException {
      String tag = read("/jobs/J").path("eTag").asText();

      String changed = send(method, "/jobs/J" + what, body).headers().get("ETag");

      assertThat(changed).isNotNull().isNotEqualTo(tag);
      batch.advance(Duration.ofMinutes(1));
      assertThat(read("/jobs/J").path("eTag").asText()).isEqualTo(changed);
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() throws IOException {
      String tag = read("/jobs/J").path("eTag").asText();

      assertThat(http.send("GET", "/jobs/J" + V, null, "If-None-Match", tag).status())
          .isEqualTo(304);
    }
  }

  @Nested
  class Section22Operations {

    @Test
    void patchKeepsWhatItDoesNotNameAndPutDoesNot() throws IOException {
      send("PATCH", "/jobs/J", "{\"priority\":7}");
      send("PATCH", "/jobs/J", "{\"onAllTasksComplete\":\"NoAction\"}");
      assertThat(read("/jobs/J").path("priority").asInt()).isEqualTo(7);

      send("PUT", "/jobs/J", "{\"poolInfo\":{\"poolId\":\"p\"}}");

      assertThat(read("/jobs/J").path("priority").asInt()).isZero();
    }

    @Test
    void aBodyOfMoreThanAMegabyteIsTooLarge() throws IOException {
      Answer answer = send("POST", "/jobs/J/tasks", task("T", "x".repeat(1024 * 1024)));

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.body()).contains("RequestBodyTooLarge", "MaxLimit", "1048576");
    }

    @Test
    void aTaskThatFailedIsReactivatedAndOneThatDidNotIsNot() throws IOException {
      send("POST", "/jobs/J/tasks", task("T", "bad"));
      send("POST", "/jobs/J/tasks", task("U", ""));
      completed("T");
      completed("U");

      assertThat(send("POST", "/jobs/J/tasks/U/reactivate", null).status()).isEqualTo(409);
      assertThat(send("POST", "/jobs/J/tasks/T/reactivate", null).status()).isEqualTo(204);

      completed("T");
      assertThat(batch.counts().started()).isEqualTo(3);
    }

    @Test
    void aPoolThatIsBeingDeletedAllowsNothingAndThenIsGone() throws IOException {
      assertThat(send("DELETE", "/pools/p", null).status()).isEqualTo(202);

      assertThat(read("/pools/p").path("state").asText()).isEqualTo("deleting");
      assertThat(code(send("DELETE", "/pools/p", null))).isEqualTo("PoolBeingDeleted");
      assertThat(code(send("POST", "/pools/p/resize", "{\"targetDedicatedNodes\":1}")))
          .isEqualTo("PoolBeingDeleted");
      batch.advance(Duration.ofMinutes(3));
      assertThat(code(send("GET", "/pools/p", null))).isEqualTo("PoolNotFound");
    }

    @Test
    void removesTheNodesThatItIsTold() throws IOException {
      send("POST", "/pools/p/resize", "{\"targetDedicatedNodes\":2}");
      batch.advance(Duration.ofMinutes(3));
      String first = read("/pools/p/nodes").at("/value/0/id").asText();
      String second = read("/pools/p/nodes").at("/value/1/id").asText();

      assertThat(
              send("POST", "/pools/p/removenodes", "{\"nodeList\":[\"" + first + "\"]}").status())
          .isEqualTo(202);

      batch.advance(Duration.ofMinutes(1));
      assertThat(read("/pools/p/nodes").path("value")).hasSize(1);
      assertThat(read("/pools/p/nodes").at("/value/0/id").asText()).isEqualTo(second);
      assertThat(read("/pools/p").path("targetDedicatedNodes").asInt()).isEqualTo(1);
      assertThat(read("/pools/p").path("allocationState").asText()).isEqualTo("steady");
    }
  }

  @Nested
  class Section24Errors {

    @ParameterizedTest
    @CsvSource({
      "'{\"id\":\"K\",\"priority\":1001,\"poolInfo\":{\"poolId\":\"p\"}}', 400, OutOfRangePriority",
      "'{\"id\":\"K\",\"poolInfo\":{\"poolId\":\"absent\"}}', 404, PoolNotFound",
      "'{\"id\":\"K\"}', 400, MissingRequiredProperty",
      "'[]', 400, InvalidRequestBody",
    })
    void aBadJobIsRefusedByItsCode(String body, int status, String code) throws IOException {
      Answer answer = send("POST", "/jobs", body);

      assertThat(answer.status()).isEqualTo(status);
      assertThat(code(answer)).isEqualTo(code);
    }

    @Test
    void aMountMayBeThereOnce() throws IOException {
      Answer answer =
          addInContainer(
              "\"containerHostBatchBindMounts\":[{\"source\":\"Task\"},{\"source\":\"task\"}]");

      assertThat(code(answer)).isEqualTo("InvalidPropertyValue");
    }

    @ParameterizedTest
    @CsvSource({
      "'\"containerHostBatchBindMounts\":[]', 400",
      "'\"containerHostBatchBindMounts\":[{\"source\":\"Shared\"}]', 400",
      "'\"containerHostBatchBindMounts\":[],\"workingDirectory\":\"taskWorkingDirectory\"', 400",
      "'\"containerHostBatchBindMounts\":[],\"workingDirectory\":\"containerImageDefault\"', 201",
      "'\"containerHostBatchBindMounts\":[{\"source\":\"Task\"}]', 201",
      "'\"containerHostBatchBindMounts\":null', 201",
    })
    void aTaskWhoseDirectoryIsNotMountedCannotWorkThere(String settings, int status)
        throws IOException {
      assertThat(addInContainer(settings).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"nonadmin, 400", "Admin, 201"})
    void onWindowsAContainerIsAnAdministrators(String elevation, int status) throws IOException {
      send(
          "POST",
          "/pools",
          "{\"id\":\"w\",\"vmSize\":\"v\",\"virtualMachineConfiguration\":"
              + "{\"nodeAgentSKUId\":\"batch.node.windows amd64\"}}");
      send("POST", "/jobs", "{\"id\":\"W\",\"poolInfo\":{\"poolId\":\"w\"}}");

      Answer answer =
          send(
              "POST",
              "/jobs/W/tasks",
              "{\"id\":\"T\",\"commandLine\":\"\",\"containerSettings\":{\"imageName\":\"i\"},"
                  + "\"userIdentity\":{\"autoUser\":{\"elevationLevel\":\""
                  + elevation
                  + "\"}}}");

      assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    }

    private Answer addInContainer(String settings) throws IOException {
      return send(
          "POST",
          "/jobs/J/tasks",
          "{\"id\":\"T\",\"commandLine\":\"\",\"containerSettings\":{\"imageName\":\"i\","
              + settings
              + "}}");
    }
  }

  @Nested
  class Section25States {

    @Test
    void aFreshTaskShowsItsDefaults() throws IOException {
      send("POST", "/pools/p/resize", "{\"targetDedicatedNodes\":0}");
      send("POST", "/jobs/J/tasks", "{\"id\":\"T\",\"commandLine\":\"c\"}");

      JsonNode task = read("/jobs/J/tasks/T");

      assertThat(task.path("state").asText()).isEqualTo("active");
      assertThat(task.path("executionInfo").toString())
          .isEqualTo("{\"retryCount\":0,\"requeueCount\":0}");
      assertThat(task.path("requiredSlots").asInt()).isEqualTo(1);
      assertThat(task.path("constraints").toString())
          .isEqualTo(
              "{\"maxWallClockTime\":\"P10675199DT2H48M5.4775807S\",\"retentionTime\":\"P7D\","
                  + "\"maxTaskRetryCount\":0}");
    }

    @Test
    void aTaskThatFailsRunsAgainAsOftenAsItMay() throws IOException {
      send(
          "POST",
          "/jobs/J/tasks",
          task("T", "bad").replace("{\"id\"", "{\"constraints\":{\"maxTaskRetryCount\":2},\"id\""));

      completed("T");

      assertThat(batch.counts().started()).isEqualTo(3);
      JsonNode execution = read("/jobs/J/tasks/T").path("executionInfo");
      assertThat(execution.path("retryCount").asInt()).isEqualTo(2);
      assertThat(execution.path("requeueCount").asInt()).isZero();
      assertThat(execution.at("/failureInfo/code").asText()).isEqualTo("FailureExitCode");
    }

    @Test
    void aJobEndsWhenItIsTooOldByTheLimitThatItHasThen() throws IOException {
      send("PATCH", "/jobs/J", "{\"constraints\":{\"maxWallClockTime\":\"PT1H\"}}");
      batch.advance(Duration.ofMinutes(59));
      send("PATCH", "/jobs/J", "{\"constraints\":{\"maxWallClockTime\":\"PT2H\"}}");
      batch.advance(Duration.ofMinutes(59));
      assertThat(read("/jobs/J").path("state").asText()).isEqualTo("active");

      batch.advance(Duration.ofMinutes(3));

      assertThat(read("/jobs/J").path("state").asText()).isEqualTo("completed");
      assertThat(read("/jobs/J").at("/executionInfo/terminateReason").asText())
          .isEqualTo("MaxWallClockTimeExpiry");
    }

    @Test
    void aNodeWhoseStartTaskFailedTakesNoTasks() throws IOException {
      batch.faults().failBoots(1);
      send("POST", "/pools/p/resize", "{\"targetDedicatedNodes\":2}");
      batch.advance(Duration.ofMinutes(3));

      assertThat(read("/nodecounts").at("/value/0/dedicated/startTaskFailed").asInt()).isEqualTo(1);
      assertThat(read("/nodecounts").at("/value/0/dedicated/total").asInt()).isEqualTo(2);
      for (int i = 0; i < 5; i++) {
        send("POST", "/jobs/J/tasks", task("T" + i, "endless"));
      }
      Eventually.until(
          "one node's slots are taken",
          () -> batch.tasks().stream().filter(t -> t.state().equals("running")).count() == 4);
      assertThat(read("/jobs/J/tasks/T4").path("state").asText()).isEqualTo("active");
    }
  }

  @Nested
  class Section26Names {

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "schedule job"})
    void anIdHasLettersDigitsAndDashes(String id) throws IOException {
      assertThat(code(send("POST", "/jobs/J/tasks", task(id, ""))))
          .isEqualTo("InvalidPropertyValue");
    }

    @Test
    void anIdHasAtMost64Characters() throws IOException {
      assertThat(send("POST", "/jobs/J/tasks", task("x".repeat(64), "")).status()).isEqualTo(201);
      assertThat(send("POST", "/jobs/J/tasks", task("x".repeat(65), "")).status()).isEqualTo(400);
    }

    @Test
    void whoeverReadsATaskReadsItsEnvironment() throws IOException {
      send(
          "POST",
          "/jobs/J/tasks",
          "{\"id\":\"T\",\"commandLine\":\"\",\"environmentSettings\":"
              + "[{\"name\":\"TOKEN\",\"value\":\"t0ken\"}]}");

      assertThat(read("/jobs/J/tasks/T").at("/environmentSettings/0/value").asText())
          .isEqualTo("t0ken");
    }

    @Test
    void enumerationsAreReadInAnyCase() throws IOException {
      send("PATCH", "/jobs/J", "{\"onAllTasksComplete\":\"TerminateJob\"}");

      assertThat(read("/jobs/J").path("state").asText()).isEqualTo("terminating");
    }
  }

  @Nested
  class Section4FaultSwitches {

    @Test
    void theQuotaOfActiveJobsIsReached() throws IOException {
      batch
          .faults()
          .add(
              BatchFaults.Fault.refusal(
                  Operation.ADD_JOB, 409, "ActiveJobAndScheduleQuotaReached", null),
              1);

      Answer answer = send("POST", "/jobs", "{\"id\":\"K\",\"poolInfo\":{\"poolId\":\"p\"}}");

      assertThat(answer.status()).isEqualTo(409);
      assertThat(code(answer)).isEqualTo("ActiveJobAndScheduleQuotaReached");
      assertThat(send("POST", "/jobs", "{\"id\":\"K\",\"poolInfo\":{\"poolId\":\"p\"}}").status())
          .isEqualTo(201);
    }
  }

  private Answer send(String method, String path, @Nullable String body) throws IOException {
    return http.send(method, path + V, body);
  }

  private JsonNode read(String path) {
    try {
      return new ObjectMapper().readTree(send("GET", path, null).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void completed(String id) {
    Eventually.until(
        id + " has ended",
        () -> read("/jobs/J/tasks/" + id).path("state").asText().equals("completed"));
  }

  private static String task(String id, String image) {
    String container = "\"containerSettings\":{\"imageName\":\"" + image + "\"},";
    return "{\"id\":\"" + id + "\"," + (image.isEmpty() ? "" : container) + "\"commandLine\":\"\"}";
  }

  private static String code(Answer answer) {
    return answer.body().replaceAll("(?s).*?\"code\":\"(\\w+)\".*", "$1");
  }
}
