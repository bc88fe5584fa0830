package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.forge.webhook.Deliveries;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-in's answers and webhooks, compared with GitHub's own descriptions of them. */
@Tag("server")
class GitHubContractTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SECRET = "It's a Secret to Everybody";
  private static final String WORKFLOW =
      """
      name: CI
      jobs:
        build:
          runs-on: [self-hosted, linux]
          steps:
            - run: make
      """;

  private Receiver receiver;
  private GitHubStandIn gitHub;
  private Api api;

  @BeforeEach
  void start() throws IOException {
    receiver = new Receiver();
    gitHub =
        GitHubStandIn.start(
            StandInSettings.DEFAULT
                .withPatience(StandInSettings.Patience.SHORT)
                .withWebhook(receiver.url(), SECRET));
    api = Api.of(gitHub);
  }

  @AfterEach
  void stop() {
    gitHub.close();
    receiver.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/orgs/acme=/orgs/{org}", "/repos/acme/app=/repos/{owner}/{repo}"})
  void answersAboutRunnersAsGitHubDoes(String scope) throws Exception {
    String path = scope.replaceFirst("=.*", "") + "/actions/runners";
    String described = scope.replaceFirst(".*=", "") + "/actions/runners";
    String jit = "{\"name\":\"r-1\",\"runner_group_id\":1,\"labels\":[\"self-hosted\",\"gpu\"]}";
    String jitPath = path + "/generate-jitconfig";
    String jitDescribed = described + "/generate-jitconfig";

    for (String token : List.of("/registration-token", "/remove-token")) {
      api.asGitHubDoes(201, "POST", described + token, path + token, "");
    }
    String made = api.asGitHubDoes(201, "POST", jitDescribed, jitPath, jit);
    api.asGitHubDoes(409, "POST", jitDescribed, jitPath, jit);
    api.asGitHubDoes(422, "POST", jitDescribed, jitPath, "{\"name\":\"r-2\",\"labels\":[\"x\"]}");
    api.asGitHubDoes(404, "POST", jitDescribed, jitPath, jit.replace(":1,", ":99,"));
    api.asGitHubDoes(200, "GET", described, path, "");
    String one = "/" + SharedData.parse(made).at("/runner/id").asLong();
    api.asGitHubDoes(200, "GET", described + "/{runner_id}", path + one, "");
    api.asGitHubDoes(204, "DELETE", described + "/{runner_id}", path + one, "");
    assertThat(api.send("DELETE", path + one, "").statusCode()).isEqualTo(404);
    assertThat(api.send("GET", path + one, "").statusCode()).isEqualTo(404);
  }

  @Test
  void answersAboutRunsAndJobsAsGitHubDoes() throws Exception {
    long run = gitHub.queue(WORKFLOW, "acme/app");
    String path = "/repos/acme/app/actions";
    String described = "/repos/{owner}/{repo}/actions";

    api.asGitHubDoes(200, "GET", described + "/runs", path + "/runs?status=queued", "");
    api.asGitHubDoes(200, "GET", described + "/runs/{run_id}", path + "/runs/" + run, "");
    String jobs =
        api.asGitHubDoes(
            200, "GET", described + "/runs/{run_id}/jobs", path + "/runs/" + run + "/jobs", "");
    long job = SharedData.parse(jobs).at("/jobs/0/id").asLong();
    assertThat(job).isGreaterThanOrEqualTo(29679449526L);
    api.asGitHubDoes(200, "GET", described + "/jobs/{job_id}", path + "/jobs/" + job, "");
    String attempts = "/attempts/{attempt_number}/jobs";
    String attempt = path + "/runs/" + run + "/attempts/";
    api.asGitHubDoes(200, "GET", described + "/runs/{run_id}" + attempts, attempt + "1/jobs", "");
    api.asGitHubDoes(404, "GET", described + "/runs/{run_id}" + attempts, attempt + "2/jobs", "");
    String cancel = path + "/runs/" + run + "/cancel";
    api.asGitHubDoes(202, "POST", described + "/runs/{run_id}/cancel", cancel, "");
    api.asGitHubDoes(409, "POST", described + "/runs/{run_id}/cancel", cancel, "");
    api.asGitHubDoes(200, "GET", described + "/jobs/{job_id}", path + "/jobs/" + job, "");
    String rerun = path + "/runs/" + run + "/rerun";
    api.asGitHubDoes(201, "POST", described + "/runs/{run_id}/rerun", rerun, "");
    assertThat(api.send("POST", rerun, "").statusCode()).isEqualTo(403);
    JsonNode all =
        SharedData.parse(api.send("GET", path + "/runs/" + run + "/jobs?filter=all", "").body());
    assertThat(all.path("total_count").asInt()).isEqualTo(2);
  }

  @Test
  void whatTheReceiverHasNotTakenIsSentAgainUnderItsGuid() throws Exception {
    gitHub.faults().loseDeliveries(1);
    gitHub.queue(WORKFLOW, "acme/app");
    String deliveries = "/orgs/acme/hooks/" + Deliveries.HOOK_ID + "/deliveries?status=failure";
    JsonNode lost = SharedData.parse(api.send("GET", deliveries, "").body()).path(0);

    gitHub.redeliverFailed();

    assertThat(receiver.next("workflow_job", "queued").headers())
        .containsEntry("X-GitHub-Delivery", lost.path("guid").asText());
  }

  @Test
  void answersAboutHooksAndItselfAsGitHubDoes() throws Exception {
    String hook = "/orgs/acme/hooks/" + Deliveries.HOOK_ID;
    String described = "/orgs/{org}/hooks";

    api.asGitHubDoes(200, "GET", described + "/{hook_id}", hook, "");
    JsonNode lost = lostAndSentAgain(described, "/orgs/acme/hooks");
    String one = hook + "/deliveries/" + lost.path("id").asLong();
    String oneDescribed = described + "/{hook_id}/deliveries/{delivery_id}";
    api.asGitHubDoes(200, "GET", oneDescribed, one, "");
    Receiver.Received queued = receiver.next("workflow_job", "queued");
    assertThat(queued.headers()).containsEntry("X-GitHub-Delivery", lost.path("guid").asText());
    api.asGitHubDoes(204, "POST", described + "/{hook_id}/pings", hook + "/pings", "");
    api.asGitHubDoes(200, "GET", "/meta", "/meta", "");
    api.asGitHubDoes(200, "GET", "/rate_limit", "/rate_limit", "");
  }

  /** Loses a delivery, finds it among those of the only hook, and has it sent again. */
  private JsonNode lostAndSentAgain(String described, String hooks) throws Exception {
    gitHub.faults().loseDeliveries(1);
    gitHub.queue(WORKFLOW, "acme/app");
    api.asGitHubDoes(200, "GET", described, hooks, "");
    String deliveries = hooks + "/" + Deliveries.HOOK_ID + "/deliveries";
    String failed =
        api.asGitHubDoes(
            200, "GET", described + "/{hook_id}/deliveries", deliveries + "?status=failure", "");
    JsonNode lost = SharedData.parse(failed).path(0);
    String attempts = deliveries + "/" + lost.path("id").asLong() + "/attempts";
    String attemptsDescribed = described + "/{hook_id}/deliveries/{delivery_id}/attempts";
    api.asGitHubDoes(202, "POST", attemptsDescribed, attempts, "");
    return lost;
  }

  @Test
  void aRepositorysHooksAreAnsweredAboutLikeAnOrganizations() throws Exception {
    JsonNode unused = lostAndSentAgain("/repos/{owner}/{repo}/hooks", "/repos/acme/app/hooks");

    receiver.next("workflow_job", "queued");
  }

  @Test
  void aRunIsInProgressWhenAnyOfItsJobsIsAndLikewiseWhenSomeAreStillQueued() throws Exception {
    gitHub.queue(
        """
        jobs:
          one: {runs-on: [self-hosted, linux], steps: [{run: make}]}
          two: {runs-on: [self-hosted, windows], steps: [{run: make}]}
        """,
        "acme/app");
    String runs = "/repos/acme/app/actions/runs?status=";
    assertThat(total(runs + "queued")).isEqualTo(1);

    FakeRunner runner = runner("acme", "r-1");
    assertThat(runner.acquire()).isEqualTo(200);
    assertThat(runner.tell("start")).isEqualTo(204);
    assertThat(total(runs + "in_progress")).isEqualTo(1);
    assertThat(total(runs + "queued")).isZero();
    assertThat(runner.tell("complete?conclusion=success")).isEqualTo(204);

    assertThat(total(runs + "in_progress")).as("the other job still waits").isEqualTo(1);
  }

  private int total(String path) throws Exception {
    return SharedData.parse(api.send("GET", path, "").body()).path("total_count").asInt();
  }

  @Test
  void pagesItsListsWithLinksAndDeliveriesWithCursors() throws Exception {
    for (int i = 0; i < 3; i++) {
      api.send(
          "POST",
          "/orgs/acme/actions/runners/generate-jitconfig",
          "{\"name\":\"r-" + i + "\",\"runner_group_id\":1,\"labels\":[\"x\"]}");
      gitHub.queue(WORKFLOW, "acme/app");
      receiver.next("workflow_job", "queued");
    }

    var first = api.send("GET", "/orgs/acme/actions/runners?per_page=2", "");
    var named = api.send("GET", "/orgs/acme/actions/runners?name=R-2", "");
    var deliveries =
        api.send("GET", "/orgs/acme/hooks/" + Deliveries.HOOK_ID + "/deliveries?per_page=2", "");

    assertThat(SharedData.parse(first.body()).path("total_count").asInt()).isEqualTo(3);
    assertThat(SharedData.parse(first.body()).path("runners")).hasSize(2);
    assertThat(first.headers().firstValue("Link").orElseThrow())
        .contains("per_page=2&page=2>; rel=\"next\"");
    assertThat(SharedData.parse(named.body()).path("runners")).hasSize(1);
    assertThat(deliveries.headers().firstValue("Link").orElseThrow()).contains("cursor=");
  }

  @Test
  void tellsAJobsStoryInGitHubsWords() throws Exception {
    ping();
    gitHub.queue(WORKFLOW, "acme/app");
    Receiver.Received queued = valid("queued");
    FakeRunner runner = runner("acme", "r-1");
    assertThat(runner.acquire()).isEqualTo(200);
    assertThat(runner.tell("start")).isEqualTo(204);
    Receiver.Received inProgress = valid("in_progress");
    assertThat(runner.tell("steps/1?state=started")).isEqualTo(204);
    assertThat(runner.tell("steps/1?state=success")).isEqualTo(204);
    assertThat(runner.tell("complete?conclusion=success")).isEqualTo(204);
    Receiver.Received completed = valid("completed");

    assertThat(SharedData.parse(queued.body()).at("/workflow_job/runner_name").isNull()).isTrue();
    assertThat(SharedData.parse(inProgress.body()).at("/workflow_job/runner_name").asText())
        .isEqualTo("r-1");
    assertThat(SharedData.parse(completed.body()).at("/workflow_job/conclusion").asText())
        .isEqualTo("success");
    assertThat(gitHub.runners()).isEmpty();
  }

  @Test
  void sendsTheSameFieldsThatGitHubRecorded() throws Exception {
    byte[] recorded =
        SharedData.recordedPayload("workflow_job.completed.success.with-organization.payload.json");
    JsonNode theirs = SharedData.parse(new String(recorded, UTF_8));

    gitHub.queue(WORKFLOW, "acme/app");
    JsonNode ours = SharedData.parse(receiver.next("workflow_job", "queued").body());

    for (String part : List.of("", "/workflow_job", "/repository", "/organization", "/sender")) {
      assertThat(names(ours.at(part))).as(part).containsAll(names(theirs.at(part)));
    }
    assertThat(names(ours.at("/repository/owner"))).containsAll(names(theirs.at("/sender")));
  }

  @Test
  void signsAndMarksDeliveriesAsGitHubDoes() throws Exception {
    Receiver.Received ping = ping();

    assertThat(ping.headers())
        .containsEntry("X-GitHub-Hook-ID", "109948940")
        .containsEntry("Content-Type", "application/json")
        .containsEntry("X-Hub-Signature-256", "sha256=" + hmac(ping.body().getBytes(UTF_8)));
    assertThat(ping.headers().get("User-Agent")).startsWith("GitHub-Hookshot/");
    assertThat(ping.headers().get("X-GitHub-Delivery")).hasSize(36);
    assertThat(names(SharedData.parse(ping.body())))
        .contains("zen", "hook_id", "hook", "organization", "sender");
  }

  @Test
  void deliversARecordedPayloadByteForByteAndKnowsItsJob() throws Exception {
    byte[] payload = SharedData.recordedPayload("workflow_job.queued.payload.json");

    long job = gitHub.queueRecorded(payload, List.of());

    Receiver.Received received = receiver.next("workflow_job", "queued");
    assertThat(received.body().getBytes(UTF_8)).isEqualTo(payload);
    assertThat(received.headers()).containsEntry("X-Hub-Signature-256", "sha256=" + hmac(payload));
    assertThat(api.send("GET", "/repos/Codertocat/Hello-World/actions/jobs/" + job, "").body())
        .contains("\"status\":\"queued\"", "\"created_at\":\"2021-09-13T02:21:13Z\"");
  }

  @Test
  void givesARecordedJobToARunnerWithTheLabelsThatAPersonChose() throws Exception {
    byte[] payload = SharedData.recordedPayload("workflow_job.queued.payload.json");
    long job = gitHub.queueRecorded(payload, List.of("self-hosted", "linux"));
    JsonNode sent = SharedData.parse(receiver.next("workflow_job", "queued").body());

    FakeRunner runner = runner("Codertocat/Hello-World", "r-1");
    assertThat(runner.acquire()).isEqualTo(200);
    assertThat(runner.tell("start")).isEqualTo(204);

    assertThat(sent.at("/workflow_job/labels").toString()).isEqualTo("[\"self-hosted\",\"linux\"]");
    assertThat(sent.at("/workflow_job/id").asLong()).isEqualTo(job);
    Receiver.Received inProgress = valid("in_progress");
    assertThat(SharedData.parse(inProgress.body()).at("/workflow_job/id").asLong()).isEqualTo(job);
  }

  @Test
  void losesRepeatsAndRecordsDeliveries() throws Exception {
    ping();
    receiver.answer(500);
    gitHub.faults().repeatDeliveries(1);
    gitHub.queue(WORKFLOW, "acme/app");

    Receiver.Received first = receiver.next("workflow_job", "queued");
    Receiver.Received second = receiver.next("workflow_job", "queued");

    assertThat(second.headers().get("X-GitHub-Delivery"))
        .isEqualTo(first.headers().get("X-GitHub-Delivery"));
    String failures = "/orgs/acme/hooks/" + Deliveries.HOOK_ID + "/deliveries?status=failure";
    gitHub.await("both attempts recorded", SOON, s -> count(failures) == 2);
  }

  @Test
  void holdsAJobThatWaitsForApproval() throws Exception {
    long run =
        gitHub.queue(WORKFLOW.replace("steps:", "environment: production\n    steps:"), "acme/app");

    receiver.next("workflow_job", "waiting");
    assertThat(gitHub.jobs().get(0).status()).isEqualTo("waiting");
    gitHub.approve(run);

    valid("queued");
  }

  private long count(String path) {
    return api.deliveries(path).findValuesAsText("event").stream()
        .filter("workflow_job"::equals) // the ping may have met the 500 as well
        .count();
  }

  private Receiver.Received ping() throws InterruptedException {
    return receiver.next("ping", "");
  }

  private Receiver.Received valid(String action) throws InterruptedException {
    Receiver.Received received = receiver.next("workflow_job", action);
    assertThat(SharedData.faultsOfEvent(action, received.body().getBytes(UTF_8)))
        .as(received.body())
        .isEmpty();
    return received;
  }

  private FakeRunner runner(String page, String name) throws Exception {
    String scope = page.contains("/") ? "/repos/" + page : "/orgs/" + page;
    String answer = api.send("POST", scope + "/actions/runners/registration-token", "").body();
    String token = SharedData.parse(answer).path("token").asText();
    return new FakeRunner(gitHub, token, page, name, "self-hosted,linux");
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    ((ObjectNode) node).fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String hmac(byte[] bytes) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(bytes));
  }
}
