package dev.mayfly.worker.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.worker.forge.auth.AzureDevOpsAuth;
import dev.mayfly.worker.forge.auth.RegistrationToken;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeScript;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import java.time.Instant;
import java.util.Base64;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requests to Azure DevOps, and the meaning of its answers. */
@Tag("server")
class AzureDevOpsClientTest {

  private static final Scope POOL = Scope.ofAgentPool("mayfly");
  private static final String FOUND = "{\"count\":1,\"value\":[{\"id\":5,\"name\":\"Mayfly\"}]}";
  private static final String NAME = "mayfly-azdo-7-3fa91c-1";
  private static final String WITH = "?includeAssignedRequest=true";

  @AutoClose private final ForgeScript azureDevOps = new ForgeScript();
  private final AzureDevOpsClient client = azureDevOps.azureDevOps();

  @Test
  void anAgentRegistersWithTheWorkersOwnTokenOnceTheAgentPoolWasSeen() {
    azureDevOps.answers(200, FOUND);

    RegistrationToken token = client.registrationToken(POOL);

    RecordedRequest asked = azureDevOps.asked();
    assertThat(asked.getTarget()).isEqualTo("/acme/_apis/distributedtask/pools?poolName=mayfly");
    assertThat(asked.getHeaders().get("Accept")).contains("api-version=7.1");
    assertThat(asked.getHeaders().get("Authorization"))
        .isEqualTo(
            "Basic " + Base64.getEncoder().encodeToString((":" + ForgeScript.PAT).getBytes(UTF_8)));
    assertThat(token).isEqualTo(new RegistrationToken(ForgeScript.PAT, null));
  }

  @Test
  void aTokenOfEntraIdIsABearersAndExpires() {
    Instant expiry = ForgeScript.NOW.plusSeconds(3600);
    AzureDevOpsClient entra =
        azureDevOps.azureDevOps(
            AzureDevOpsAuth.entra(() -> new RegistrationToken("ey.J0", expiry)));
    azureDevOps.answers(200, FOUND);

    assertThat(entra.registrationToken(POOL)).isEqualTo(new RegistrationToken("ey.J0", expiry));
    assertThat(azureDevOps.asked().getHeaders().get("Authorization")).isEqualTo("Bearer ey.J0");
  }

  @Test
  void anAgentIsOnlineByItsStatusAndBusyByItsAssignedRequest() {
    azureDevOps
        .answers(200, FOUND)
        .answers(
            200,
            list(
                agent(1, "a", "online", ""),
                agent(2, "b", "offline", ""),
                agent(3, "c", "online", ",\"assignedRequest\":{\"requestId\":9}"),
                agent(4, "d", "online", ",\"lastCompletedRequest\":{\"requestId\":8}")));

    RunnerListing listing = client.runners(POOL);

    assertThat(azureDevOps.askedLine()).contains("poolName=mayfly");
    assertThat(azureDevOps.askedLine())
        .isEqualTo("GET /acme/_apis/distributedtask/pools/5/agents" + WITH);
    assertThat(listing.runners())
        .extracting(RunnerSnapshot::name, RunnerSnapshot::online, RunnerSnapshot::busy)
        .containsExactly(
            tuple("a", true, false),
            tuple("b", false, false),
            tuple("c", true, true),
            tuple("d", true, false));
  }

  @Test
  void aListIsReadToItsEndWhereItNamesAContinuation() {
    azureDevOps
        .answers(200, FOUND)
        .answers(200, list(agent(1, "a", "online", "")), "x-ms-continuationtoken: n/2=")
        .answers(200, list(agent(2, "b", "online", "")));

    assertThat(client.runners(POOL).runners())
        .extracting(RunnerSnapshot::id)
        .containsExactly(1L, 2L);
    azureDevOps.askedLine();
    azureDevOps.askedLine();
    assertThat(azureDevOps.askedLine()).endsWith(WITH + "&continuationToken=n%2F2%3D");
  }

  @Test
  void whatIsNoListIsNotAnEmptyOne() {
    azureDevOps.answers(200, FOUND).answers(200, "{\"message\":\"hm\"}");

    ForgeException e = catchThrowableOfType(ForgeException.class, () -> client.runners(POOL));

    assertThat(e.kind()).isEqualTo(ForgeException.Kind.UNAVAILABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "203, 'Content-Type: text/html'",
    "200, 'Content-Type: text/html; charset=utf-8'",
    "302, 'Location: https://login.example/_signin?realm=x'",
    "401, 'Content-Type: text/plain'"
  })
  void aTokenThatIsNotTakenIsAFaultOfThePoolThatSaysWhatToLookAt(int status, String header) {
    azureDevOps.answers(status, "<html>Sign In " + ForgeScript.PAT + "</html>", header);

    ForgeException e =
        catchThrowableOfType(ForgeException.class, () -> client.registrationToken(POOL));

    assertThat(e.kind()).isEqualTo(ForgeException.Kind.POOL_FAULT);
    assertThat(e)
        .hasMessageContaining("→ " + status)
        .hasMessageContaining("is the token expired, revoked or of another organization")
        .hasMessageContaining("Agent Pools (read, manage)")
        .hasMessageNotContaining(ForgeScript.PAT);
  }

  @Test
  void anAgentPoolThatIsNotThereIsAFaultOfThePool() {
    azureDevOps.answers(200, "{\"count\":0,\"value\":[]}");

    ForgeException e =
        catchThrowableOfType(ForgeException.class, () -> client.registrationToken(POOL));

    assertThat(e.kind()).isEqualTo(ForgeException.Kind.POOL_FAULT);
    assertThat(e).hasMessageContaining("there is no agent pool mayfly");
  }

  @Test
  void anAgentThatIsIdleIsDeleted() {
    azureDevOps.answers(200, FOUND).answers(200, agent(7, NAME, "online", "")).answers(204, "");

    assertThat(client.delete(POOL, 7)).isEqualTo(Removal.REMOVED);
    azureDevOps.askedLine();
    azureDevOps.askedLine();
    assertThat(azureDevOps.askedLine())
        .isEqualTo("DELETE /acme/_apis/distributedtask/pools/5/agents/7");
  }

  @Test
  void anAgentThatIsBusyIsNotEvenTried() {
    azureDevOps
        .answers(200, FOUND)
        .answers(200, agent(7, NAME, "offline", ",\"assignedRequest\":{\"requestId\":9}"));

    assertThat(client.delete(POOL, 7)).isEqualTo(Removal.IN_USE);
    assertThat(azureDevOps.requests()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "409, TaskAgentJobStillRunningException, IN_USE",
    "500, TaskAgentJobStillRunningException, IN_USE",
    "404, TaskAgentNotFoundException, ALREADY_GONE",
    "500, TaskAgentNotFoundException, ALREADY_GONE"
  })
  void whatComesBetweenTheLookAndTheDeletionIsKnownByItsType(
      int status, String type, Removal removal) {
    azureDevOps
        .answers(200, FOUND)
        .answers(200, agent(7, NAME, "online", ""))
        .answers(status, "{\"typeKey\":\"" + type + "\",\"message\":\"no\"}");

    assertThat(client.delete(POOL, 7)).isEqualTo(removal);
  }

  @Test
  void anAgentThatIsNotThereIsGone() {
    azureDevOps.answers(200, FOUND).answers(404, "{\"typeKey\":\"TaskAgentNotFoundException\"}");

    assertThat(client.delete(POOL, 7)).isEqualTo(Removal.ALREADY_GONE);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "build.__default, pending, -, -, 1, QUEUED, -, -",
        "build, inProgress, mayfly-azdo-7-3fa91c-1, -, 1, IN_PROGRESS, mayfly-azdo-7-3fa91c-1, -",
        "__default.Build.__default, inProgress, -, -, 1, QUEUED, -, -",
        "build, completed, a, succeeded, 1, COMPLETED, a, success",
        "build, completed, a, succeededWithIssues, 1, COMPLETED, a, success",
        "build, completed, a, failed, 1, COMPLETED, a, failure",
        "build, completed, -, canceled, 1, COMPLETED, -, cancelled",
        "build, completed, -, skipped, 1, COMPLETED, -, skipped",
        "build, pending, -, -, 3, COMPLETED, -, attempt 3 has begun"
      })
  void aJobIsARecordOfItsBuildsTimeline(
      String identifier,
      String state,
      @Nullable String worker,
      @Nullable String result,
      int attempt,
      JobStatus.Status status,
      @Nullable String runner,
      @Nullable String conclusion) {
    azureDevOps.answers(
        200,
        """
        {"records":[{"type":"Phase","identifier":"build","state":"completed"},
         {"type":"Job","identifier":"other.__default","state":"completed","attempt":1},
         {"type":"Job","identifier":"%s","state":"%s","workerName":%s,"result":%s,"attempt":%d}]}
        """
            .formatted(identifier, state, quoted(worker), quoted(result), attempt));

    JobStatus look = client.job(job("build", 1));

    assertThat(azureDevOps.askedLine())
        .isEqualTo("GET /acme/my%20shop/_apis/build/builds/42/timeline");
    assertThat(look).isEqualTo(new JobStatus(status, runner, conclusion, ForgeScript.NOW));
  }

  @Test
  void theRecordOfTheAttemptBeforeSaysNothingOfThisOne() {
    azureDevOps.answers(
        200,
        "{\"records\":[{\"type\":\"Job\",\"identifier\":\"build\",\"state\":\"completed\","
            + "\"result\":\"failed\",\"attempt\":1}]}");

    assertThat(client.job(job("build", 2)).status()).isEqualTo(JobStatus.Status.QUEUED);
  }

  @ParameterizedTest
  @CsvSource({"inProgress, QUEUED", "completed, COMPLETED"})
  void aJobWithoutARecordCanStillComeUnlessItsBuildIsOver(String build, JobStatus.Status status) {
    azureDevOps.answers(204, "").answers(200, "{\"id\":42,\"status\":\"" + build + "\"}");

    assertThat(client.job(job("build", 1)).status()).isEqualTo(status);
    azureDevOps.askedLine();
    assertThat(azureDevOps.askedLine()).isEqualTo("GET /acme/my%20shop/_apis/build/builds/42");
  }

  @ParameterizedTest
  @CsvSource({"403", "404"})
  void whatTheTokenMayNotReadIsUnknown(int status) {
    azureDevOps.answers(status, "{}");

    assertThat(client.job(job("build", 1)).status()).isEqualTo(JobStatus.Status.UNKNOWN);
  }

  private static JobRef job(String name, int attempt) {
    return new JobRef("azdo", 7, 42, "acme/my shop", POOL, name, null, null, attempt);
  }

  private static String list(String... agents) {
    return "{\"count\":" + agents.length + ",\"value\":[" + String.join(",", agents) + "]}";
  }

  private static String agent(long id, String name, String status, String more) {
    return "{\"id\":%d,\"name\":\"%s\",\"enabled\":true,\"status\":\"%s\"%s}"
        .formatted(id, name, status, more);
  }

  private static String quoted(@Nullable String text) {
    return text == null ? "null" : "\"" + text + "\"";
  }
}
