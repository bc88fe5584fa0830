package dev.mayfly.worker.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.service.entra.RetryAfter;
import dev.mayfly.workflows.fleet.Pool.Elevation;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each request, and what becomes of its answer, by either client. */
@Tag("server")
@ParameterizedClass
@EnumSource(BatchTransport.class)
class AzureBatchClientTest {

  private static final BatchJobId JOB = new BatchJobId("mayfly", "ubuntu", 1);
  private static final TaskRef TASK =
      new TaskRef(JOB, RunnerName.parse("mayfly-github-1-3fa91c-1").orElseThrow());
  private static final String TOKEN = "AABBCCTOKEN";
  private static final TaskSpec SPEC =
      new TaskSpec(
          "acme.azurecr.io/runner:1",
          Map.of("ActionsRunner_TOKEN", TOKEN),
          Duration.ofHours(121).plusMinutes(40));
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BatchTransport by;

  @AutoClose private final MockWebServer server = new MockWebServer();
  @AutoClose private AzureBatchClient client;

  AzureBatchClientTest(BatchTransport by) {
    this.by = by;
  }

  @BeforeEach
  void start() throws IOException {
    server.start();
    client =
        new AzureBatchClient(
            by,
            new BatchCredentials(
                server.url("/").uri(),
                "acme",
                Base64.getEncoder().encodeToString("key".getBytes(UTF_8))),
            Duration.ofSeconds(60),
            InstantSource.system());
  }

  @Test
  void runsWithoutOpeningPackagesOfTheJdk() {
    assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments())
        .noneMatch(argument -> argument.contains("add-opens"));
  }

  @Test
  void createsATaskFieldForField() throws Exception {
    answer(201, "");

    client.addTask(TASK, SPEC);

    hasReceived(
        "POST",
        "/jobs/mayfly-ubuntu-1/tasks",
        """
        {
          "id": "mayfly-github-1-3fa91c-1",
          "commandLine": "",
          "containerSettings": {
            "imageName": "acme.azurecr.io/runner:1",
            "containerHostBatchBindMounts": [],
            "workingDirectory": "containerImageDefault"
          },
          "environmentSettings": [{"name": "ActionsRunner_TOKEN", "value": "AABBCCTOKEN"}],
          "constraints": {
            "maxWallClockTime": "PT121H40M",
            "retentionTime": "PT1H",
            "maxTaskRetryCount": 0
          },
          "userIdentity": {"autoUser": {"scope": "pool", "elevationLevel": "admin"}}
        }
        """);
  }

  @Test
  void aTaskThatIsNoAdministratorsHasAUserOfItsOwnAndTheOptionsOfItsPool() throws Exception {
    answer(201, "");

    client.addTask(
        TASK, new TaskSpec("i", Map.of(), Duration.ofHours(1), Elevation.NONADMIN, "--cpus=2"));

    JsonNode sent = JSON.readTree(body(server.takeRequest()));
    assertThat(sent.at("/userIdentity/autoUser"))
        .isEqualTo(JSON.readTree("{\"scope\": \"task\", \"elevationLevel\": \"nonadmin\"}"));
    assertThat(sent.at("/containerSettings/containerRunOptions").asText()).isEqualTo("--cpus=2");
  }

  @Test
  void saysWhoItIsAndNothingOfTheMachine() throws Exception {
    answer(201, "");

    client.addTask(TASK, SPEC);

    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("User-Agent")).isEqualTo("mayfly/dev");
    assertThat(request.getHeaders().get("client-request-id")).hasSize(36);
    assertThat(request.getHeaders().get("Authorization")).startsWith("SharedKey acme:");
  }

  @Test
  void takesATaskThatExistsForItsOwn() {
    answer(409, error("TaskExists"));

    client.addTask(TASK, SPEC);

    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void createsAnAbsentJobThatStaysOpenWhenItIsEmpty() throws Exception {
    answer(404, error("JobNotFound"));
    answer(201, "");
    answer(200, job("active", "ubuntu-pool"));

    assertThat(client.ensureJob(JOB, "ubuntu-pool")).isEqualTo(JOB);

    server.takeRequest();
    hasReceived(
        "POST",
        "/jobs",
        """
        {
          "id": "mayfly-ubuntu-1",
          "poolInfo": {"poolId": "ubuntu-pool"},
          "onAllTasksComplete": "noaction"
        }
        """);
  }

  @Test
  void losesTheRaceToCreateAJobWithoutHarm() {
    answer(404, error("JobNotFound"));
    answer(409, error("JobExists"));
    answer(200, job("active", "ubuntu-pool"));

    assertThat(client.ensureJob(JOB, "ubuntu-pool")).isEqualTo(JOB);
  }

  @Test
  void losesTheRaceToAJobOnAnotherPoolAndTakesTheNext() {
    answer(404, error("JobNotFound"));
    answer(409, error("JobExists"));
    answer(200, job("active", "other-pool"));
    answer(200, job("active", "ubuntu-pool"));

    assertThat(client.ensureJob(JOB, "ubuntu-pool")).isEqualTo(JOB.next());
  }

  @ParameterizedTest
  @ValueSource(strings = {"active", "Active", "enabling"})
  void usesAJobThatTakesTasks(String state) {
    answer(200, job(state, "Ubuntu-Pool"));

    assertThat(client.ensureJob(JOB, "ubuntu-pool")).isEqualTo(JOB);
  }

  @ParameterizedTest
  @ValueSource(strings = {"completed", "terminating", "disabled", "disabling", "deleting"})
  void passesOverAJobThatDoesNot(String state) {
    answer(200, job(state, "ubuntu-pool"));
    answer(200, job("active", "ubuntu-pool"));

    assertThat(client.ensureJob(JOB, "ubuntu-pool"))
        .isEqualTo(new BatchJobId("mayfly", "ubuntu", 2));
  }

  @Test
  void passesOverAJobOfAnotherPool() {
    answer(200, job("active", "other-pool"));
    answer(200, job("active", "ubuntu-pool"));

    assertThat(client.ensureJob(JOB, "ubuntu-pool")).isEqualTo(JOB.next());
  }

  @Test
  void givesUpAfterAHundredGenerations() {
    for (int i = 0; i < 100; i++) {
      answer(200, job("completed", "ubuntu-pool"));
    }

    assertThatThrownBy(() -> client.ensureJob(JOB, "ubuntu-pool"))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("none of 100 generations takes tasks on pool ubuntu-pool");
  }

  @Test
  void looksAtATaskWithoutItsEnvironment() throws Exception {
    answer(
        200,
        """
        {"id": "mayfly-github-1-3fa91c-1", "state": "Completed",
         "nodeInfo": {"nodeId": "tvm-1"},
         "executionInfo": {"startTime": "2026-01-02T03:04:05.1234567Z",
           "endTime": "2026-01-02T03:05:05Z", "exitCode": 7, "retryCount": 0, "requeueCount": 2,
           "failureInfo": {"category": "UserError", "code": "FailureExitCode",
             "message": "The task exited\\nRequestId:1"}}}
        """);

    assertThat(client.task(TASK))
        .contains(
            new TaskSnapshot(
                "mayfly-github-1-3fa91c-1",
                TaskSnapshot.State.COMPLETED,
                Instant.parse("2026-01-02T03:04:05.123Z"),
                Instant.parse("2026-01-02T03:05:05Z"),
                "tvm-1",
                7,
                "FailureExitCode: The task exited",
                false,
                2,
                null));
    assertThat(Objects.requireNonNull(server.takeRequest().getUrl()).queryParameter("$select"))
        .isEqualTo("id,state,creationTime,executionInfo,nodeInfo");
  }

  @ParameterizedTest
  @CsvSource({
    "ContainerInvalidImage, true",
    "ContainerPoolNotSupported, true",
    "ContainerInvalidSettings, false",
    "CommandLaunchFailed, false",
    "DiskFull, false",
    "TaskEnded, false",
    ", false"
  })
  void knowsWhichFailuresWouldMeetEveryTaskOfThePool(@Nullable String code, boolean poolFault) {
    answer(
        200,
        """
        {"id": "mayfly-github-1-3fa91c-1", "state": "completed",
         "executionInfo": {"retryCount": 0, "requeueCount": 0,
           "failureInfo": {"category": "UserError" %s, "message": "no"}}}
        """
            .formatted(code == null ? "" : ", \"code\": \"" + code + "\""));

    assertThat(client.task(TASK).orElseThrow().poolFault()).isEqualTo(poolFault);
  }

  @Test
  void movesEveryLimitOfATaskSinceAnUpdateReplacesThemAll() throws Exception {
    answer(200, "");

    assertThat(client.extend(TASK, Duration.ofHours(130), Duration.ofHours(5))).isTrue();

    hasReceived(
        "PUT",
        "/jobs/mayfly-ubuntu-1/tasks/mayfly-github-1-3fa91c-1",
        """
        {"constraints": {"maxWallClockTime": "PT130H", "retentionTime": "PT5H",
          "maxTaskRetryCount": 0}}
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "404, TaskNotFound",
    "404, JobNotFound",
    "409, TaskCompleted",
    "409, JobBeingDeleted"
  })
  void movesNoLimitOfATaskThatIsOver(int status, String code) {
    answer(status, error(code));

    assertThat(client.extend(TASK, Duration.ofHours(130), Duration.ofHours(5))).isFalse();
  }

  @Test
  void aPreemptedNodeIsListedAndNotPaidFor() {
    answer(200, "{\"id\": \"gpu\", \"currentLowPriorityNodes\": 3, \"taskSlotsPerNode\": 1}");
    answer(
        200,
        """
        {"value": [
          {"id": "a", "isDedicated": false, "state": "running"},
          {"id": "b", "isDedicated": false, "state": "preempted"},
          {"id": "c", "isDedicated": false, "state": "creating"},
          {"id": "d", "isDedicated": true, "state": "idle"}
        ]}
        """);

    PoolSnapshot seen = client.pools().pool("gpu", Kind.SPOT);

    assertThat(seen.current()).isEqualTo(3);
    assertThat(seen.paid()).isEqualTo(2);
  }

  @Test
  void keepsTheNodeOfATaskWithoutTouchingWhatRunsOnIt() throws Exception {
    answer(200, onNode("tvm-1"));
    answer(200, "");

    assertThat(client.keepNode("ubuntu-pool", TASK)).contains("tvm-1");

    server.takeRequest();
    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(request.getTarget())
        .isEqualTo("/pools/ubuntu-pool/nodes/tvm-1/disablescheduling?api-version=" + version());
    assertThat(JSON.readTree(body(request)))
        .isEqualTo(JSON.readTree("{\"nodeDisableSchedulingOption\": \"taskcompletion\"}"));
  }

  @ParameterizedTest
  @CsvSource({
    "409, NodeAlreadyInTargetSchedulingState, tvm-1",
    "409, NodeStateUnusable, tvm-1",
    "404, NodeNotFound, ",
    "404, PoolNotFound, ",
    "409, PoolBeingDeleted, "
  })
  void keepsOnlyANodeThatIsThere(int status, String code, @Nullable String kept) {
    answer(200, onNode("tvm-1"));
    answer(status, error(code));

    assertThat(client.keepNode("ubuntu-pool", TASK).orElse(null)).isEqualTo(kept);
  }

  @Test
  void keepsNoNodeOfATaskThatNeverHadOne() {
    answer(200, "{\"id\": \"mayfly-github-1-3fa91c-1\", \"state\": \"active\"}");
    assertThat(client.keepNode("ubuntu-pool", TASK)).isEmpty();

    answer(404, error("TaskNotFound"));
    assertThat(client.keepNode("ubuntu-pool", TASK)).isEmpty();

    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void releasesANode() throws Exception {
    answer(200, "");

    client.releaseNode("ubuntu-pool", "tvm-1");

    assertThat(server.takeRequest().getTarget())
        .isEqualTo("/pools/ubuntu-pool/nodes/tvm-1/enablescheduling?api-version=" + version());
  }

  @ParameterizedTest
  @CsvSource({
    "409, NodeAlreadyInTargetSchedulingState",
    "409, NodeStateUnusable",
    "404, NodeNotFound",
    "404, PoolNotFound",
    "409, PoolBeingDeleted"
  })
  void hasNothingToReleaseOfANodeThatTakesTasksOrHasGone(int status, String code) {
    answer(status, error(code));

    client.releaseNode("ubuntu-pool", "tvm-1");

    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "409, NodeBeingRebooted, Unavailable",
    "409, NodeBeingReimaged, Unavailable",
    "409, NodeBeingStarted, Unavailable",
    "409, NodeBeingCreated, Unavailable",
    "503, ServerBusy, Unavailable",
    "403, AuthenticationFailed, PoolFault",
    "409, OperationNotValidOnNode, Refused"
  })
  void classifiesARefusalToReleaseANode(int status, String code, String type) {
    answer(status, error(code));

    BatchException refusal =
        catchThrowableOfType(
            BatchException.class, () -> client.releaseNode("ubuntu-pool", "tvm-1"));

    assertThat(refusal).isNotNull();
    assertThat(refusal.toFailure().getType()).isEqualTo(type);
    assertThat(refusal).hasMessageStartingWith("enable scheduling on tvm-1 → " + status);
  }

  @Test
  void findsNoTaskWhereThereIsNone() {
    answer(404, error("TaskNotFound"));

    assertThat(client.task(TASK)).isEmpty();
  }

  @Test
  void listsEveryPage() {
    String next =
        server
            .url("/jobs/mayfly-ubuntu-1/tasks?api-version=2024-07-01.20.0&$skiptoken=1")
            .toString();
    answer(
        200,
        "{\"value\":[{\"id\":\"a\",\"state\":\"active\"}],\"odata.nextLink\":\"" + next + "\"}");
    answer(200, "{\"value\":[{\"id\":\"b\",\"state\":\"preparing\"}]}");

    List<TaskSnapshot> tasks = client.tasks(JOB);

    assertThat(tasks).extracting(TaskSnapshot::id).containsExactly("a", "b");
    assertThat(tasks)
        .extracting(TaskSnapshot::state)
        .containsExactly(TaskSnapshot.State.ACTIVE, TaskSnapshot.State.PREPARING);
  }

  @Test
  void failsTheListingWhenALaterPageFails() {
    String next = server.url("/jobs/mayfly-ubuntu-1/tasks?api-version=1&$skiptoken=1").toString();
    answer(
        200,
        "{\"value\":[{\"id\":\"a\",\"state\":\"active\"}],\"odata.nextLink\":\"" + next + "\"}");
    answer(503, error("ServerBusy"));

    assertThatThrownBy(() -> client.tasks(JOB)).isInstanceOf(BatchException.class);
  }

  @Test
  void listsNothingOfAnAbsentJob() {
    answer(404, error("JobNotFound"));

    assertThat(client.tasks(JOB)).isEmpty();
  }

  @Test
  void endsATaskBeforeItDeletesIt() throws Exception {
    answer(204, "");
    answer(200, "");

    assertThat(client.delete(TASK, EndProof.byForce())).isEqualTo(Removal.REMOVED);

    assertThat(server.takeRequest().getTarget())
        .startsWith("/jobs/mayfly-ubuntu-1/tasks/mayfly-github-1-3fa91c-1/terminate?");
    assertThat(server.takeRequest().getMethod()).isEqualTo("DELETE");
  }

  @Test
  void deletesATaskThatIsOverWithoutEndingIt() throws Exception {
    answer(200, "");
    TaskSnapshot over =
        new TaskSnapshot(
            "t", TaskSnapshot.State.COMPLETED, null, null, null, 0, null, false, 0, null);

    assertThat(client.delete(TASK, EndProof.ofOver(over))).isEqualTo(Removal.REMOVED);

    assertThat(server.takeRequest().getMethod()).isEqualTo("DELETE");
  }

  @Test
  void sendsNothingOnAProofThatHasGrownOld() {
    AtomicLong nanos = new AtomicLong();
    EndProof old = EndProof.byRemoval(() -> Removal.ALREADY_GONE, nanos::get).orElseThrow();
    nanos.set(EndProof.GOOD_FOR.toNanos());

    assertThatThrownBy(() -> client.delete(TASK, old))
        .isInstanceOfSatisfying(
            BatchException.class,
            e -> assertThat(e.toFailure().getType()).isEqualTo(FailureType.UNAVAILABLE))
        .hasMessageContaining("the forge is asked again");

    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void deletesATaskThatHasEndedAlready() {
    answer(409, error("TaskCompleted"));
    answer(200, "");

    assertThat(client.delete(TASK, EndProof.byForce())).isEqualTo(Removal.REMOVED);
  }

  @Test
  void findsATaskGone() {
    answer(404, error("TaskNotFound"));

    assertThat(client.delete(TASK, EndProof.byForce())).isEqualTo(Removal.ALREADY_GONE);
  }

  @Test
  void findsATaskGoneInBetween() {
    answer(204, "");
    answer(404, error("TaskNotFound"));

    assertThat(client.delete(TASK, EndProof.byForce())).isEqualTo(Removal.ALREADY_GONE);
  }

  @Test
  void leavesATaskToItsJobThatIsBeingDeleted() {
    answer(409, error("JobBeingDeleted"));
    answer(409, error("JobBeingDeleted"));

    assertThat(client.delete(TASK, EndProof.byForce())).isEqualTo(Removal.REMOVED);
  }

  @ParameterizedTest
  @CsvSource({
    "408, OperationTimedOut, Unavailable",
    "429, TooManyRequests, Unavailable",
    "500, InternalError, Unavailable",
    "502, , Unavailable",
    "503, ServerBusy, Unavailable",
    "409, JobBeingDeleted, Unavailable",
    "409, JobBeingTerminated, Unavailable",
    "409, OperationInvalidForCurrentState, Unavailable",
    "401, AuthenticationFailed, PoolFault",
    "403, AuthenticationFailed, PoolFault",
    "403, InsufficientAccountPermissions, PoolFault",
    "404, PoolNotFound, PoolFault",
    "409, PoolNotFound, PoolFault",
    "409, PoolBeingDeleted, PoolFault",
    "409, ActiveJobAndScheduleQuotaReached, PoolFault",
    "409, JobCompleted, Refused",
    "409, JobDisabled, Refused",
    "400, InvalidPropertyValue, Refused",
    "404, JobNotFound, Refused",
    "412, ConditionNotMet, Refused",
    "413, RequestBodyTooLarge, Refused",
  })
  void classifiesOnce(int status, @Nullable String code, String type) {
    answer(status, code == null ? "<html>proxy</html>" : error(code));
    // okhttp itself asks once more after 408.
    answer(status, code == null ? "<html>proxy</html>" : error(code));

    ApplicationFailure failure = thrown().toFailure();

    assertThat(failure.getType()).isEqualTo(type);
    assertThat(failure.isNonRetryable()).isEqualTo(!type.equals(FailureType.UNAVAILABLE));
  }

  @Test
  void waitsAsLongAsBatchAsks() {
    server.enqueue(
        new MockResponse.Builder()
            .code(503)
            .addHeader("Retry-After", "17")
            .body(error("ServerBusy"))
            .build());

    assertThat(thrown().toFailure().getNextRetryDelay()).isEqualTo(Duration.ofSeconds(17));
  }

  @Test
  void readsARetryAfterThatIsADate() {
    assertThat(RetryAfter.of("Fri, 02 Jan 2026 00:00:30 GMT", "Fri, 02 Jan 2026 00:00:00 GMT"))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(RetryAfter.of("soon", null)).isNull();
    assertThat(RetryAfter.of(null, null)).isNull();
  }

  @Test
  void asksOnceAndLeavesRetriesToTemporal() {
    answer(500, error("InternalError"));

    BatchException failure = thrown();

    assertThat(failure.status()).isEqualTo(500);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void countsALostConnectionAsUnavailable() {
    server.close();

    BatchException failure = thrown();

    assertThat(failure.status()).isEqualTo(BatchException.NO_ANSWER);
    assertThat(failure.toFailure().getType()).isEqualTo(FailureType.UNAVAILABLE);
  }

  @Test
  void saysWhatWasTriedAndWhatCameBack() {
    server.enqueue(
        new MockResponse.Builder()
            .code(400)
            .addHeader("request-id", "8F2A")
            .body(error("InvalidPropertyValue"))
            .build());

    assertThat(thrown())
        .hasMessage(
            "create task mayfly-github-1-3fa91c-1 → 400 InvalidPropertyValue, request 8F2A:"
                + " Something about InvalidPropertyValue")
        .hasNoCause();
  }

  @Test
  void neverRepeatsAToken() {
    answer(
        400,
        """
        {"code": "InvalidPropertyValue", "message": {"value": "AABBCCTOKEN is no good"},
         "values": [{"key": "PropertyValue", "value": "AABBCCTOKEN"}]}
        """);

    BatchException failure = thrown();

    assertThat(failure.getMessage()).endsWith(": *** is no good").doesNotContain(TOKEN);
    assertThat(failure.toFailure().toString()).doesNotContain(TOKEN);
    assertThat(SPEC.toString())
        .isEqualTo(
            "TaskSpec[image=acme.azurecr.io/runner:1, environment=[ActionsRunner_TOKEN],"
                + " maxWallClock=PT121H40M]");
  }

  @Test
  void neverShowsTheAccountKey() {
    BatchCredentials credentials =
        new BatchCredentials(server.url("/").uri(), "acme", "c2VjcmV0a2V5");

    assertThat(credentials.toString()).doesNotContain("c2VjcmV0a2V5");
    assertThatThrownBy(() -> new BatchCredentials(server.url("/").uri(), "acme", "!secret!"))
        .hasMessage("the key of Batch account acme is not Base64")
        .hasNoCause();
  }

  private String version() {
    return switch (by) {
      case AZURE_BATCH -> "2024-07-01.20.0";
      case REST -> "2025-06-01";
    };
  }

  private BatchException thrown() {
    return BatchAnswers.thrown(client, TASK, SPEC);
  }

  private void answer(int status, String body) {
    BatchAnswers.answer(server, status, body);
  }

  private void hasReceived(String method, String path, String json) throws Exception {
    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo(method);
    assertThat(request.getTarget()).isEqualTo(path + "?api-version=" + version());
    assertThat(JSON.readTree(body(request))).isEqualTo(JSON.readTree(json));
  }

  private static String body(RecordedRequest request) {
    return Objects.requireNonNull(request.getBody()).utf8();
  }

  private static String onNode(String node) {
    return "{\"id\":\"mayfly-github-1-3fa91c-1\",\"state\":\"running\",\"nodeInfo\":{\"nodeId\":\"%s\"}}"
        .formatted(node);
  }

  private static String job(String state, String pool) {
    return "{\"id\":\"mayfly-ubuntu-1\",\"state\":\"%s\",\"poolInfo\":{\"poolId\":\"%s\"}}"
        .formatted(state, pool);
  }

  private static String error(String code) {
    return """
    {"odata.metadata": "https://acme/$metadata#Microsoft.Azure.Batch.Protocol.Entities.Container.errors/@Element",
     "code": "%s",
     "message": {"lang": "en-US", "value": "Something about %s\\nRequestId:8F2A\\nTime:now"}}
    """
        .formatted(code, code);
  }
}
