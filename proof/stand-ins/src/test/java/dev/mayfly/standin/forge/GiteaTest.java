package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.standin.forge.StandInSettings.Patience;
import dev.mayfly.standin.forge.webhook.Signature;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-in as a Gitea 1.26: each difference from GitHub that was observed on a real one. */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
@Tag("server")
class GiteaTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String RUNNERS = "/orgs/acme/actions/runners";
  private static final String JOBS = "/orgs/acme/actions/jobs?status=";
  private static final String SECRET = "a secret";
  private static final StandInSettings SETTINGS =
      StandInSettings.DEFAULT.withDialect(Dialect.GITEA).withPatience(Patience.SHORT);
  private static final String BUILD =
      "jobs: {build: {runs-on: [self-hosted, linux], steps: [{run: make}]}}";
  private static final String CHAIN =
      """
      jobs:
        build: {runs-on: self-hosted, steps: [{run: make}]}
        deploy: {runs-on: self-hosted, needs: build, steps: [{run: make}]}
      """;

  private Receiver receiver;
  private final MovableClock clock = MovableClock.running();
  private GitHubStandIn gitea;
  private Api api;

  @BeforeEach
  void start() throws Exception {
    receiver = new Receiver();
    gitea = GitHubStandIn.start(SETTINGS.withWebhook(receiver.url(), SECRET), clock);
    api = Api.of(gitea);
  }

  @AfterEach
  void stop() {
    gitea.close();
    receiver.close();
  }

  @Test
  void mintsOneStandingTokenForEachScope() throws Exception {
    HttpResponse<String> first = api.send("POST", RUNNERS + "/registration-token", "");
    HttpResponse<String> second = api.send("POST", RUNNERS + "/registration-token", "");
    String repository =
        api.send("POST", "/repos/acme/app/actions/runners/registration-token", "").body();

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(SharedData.parse(first.body()).size()).as("only a token").isEqualTo(1);
    assertThat(second.body()).isEqualTo(first.body()).isNotEqualTo(repository);
    assertThat(runner("r-1").acquire()).isEqualTo(204);
    assertThat(runner("r-2").acquire()).as("with the same token").isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /orgs/acme/actions/runners/generate-jitconfig, 405",
    "POST, /orgs/acme/actions/runners/remove-token, 405",
    "GET, /orgs/acme/actions/runners/registration-token, 404",
    "GET, /orgs/acme/actions/runner-groups, 404",
    "GET, /orgs/acme/hooks/1/deliveries, 404",
    "POST, /orgs/acme/hooks/1/deliveries/1/attempts, 404",
    "POST, /repos/acme/app/actions/runs/1/cancel, 404",
    "GET, /meta, 404",
    "GET, /rate_limit, 404",
    "GET, /enterprises/acme/actions/runners, 404",
    "GET, /version, 200",
    "GET, /orgs/acme/hooks, 200",
    "GET, /repos/acme/app, 200",
    "GET, /orgs/acme/actions/jobs?status=frobnicated, 400",
  })
  void knowsLessOfTheApi(String method, String path, int status) throws Exception {
    gitea.queue(BUILD, "acme/app");

    HttpResponse<String> answer = api.send(method, path, "{}");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).matches("x-ratelimit.*|etag"));
  }

  @Test
  void comparesLabelsExactly() throws Exception {
    gitea.queue("jobs: {build: {runs-on: [Self-Hosted, linux], steps: [{run: make}]}}", "acme/app");

    assertThat(runner("r-1").acquire()).as("self-hosted is not Self-Hosted").isEqualTo(204);
    assertThat(runner("r-2", "Self-Hosted,linux").acquire()).isEqualTo(200);
  }

  @Test
  void answersNothingWhereGitHubIs() throws Exception {
    assertThat(gitea.apiUrl().getPath()).isEqualTo("/api/v1");
    assertThat(api.control("GET", "/api/v3/orgs/acme/actions/runners", "").statusCode())
        .isEqualTo(404);
  }

  @Test
  void listsRunnersByLimitWhateverTheirNamesAndWithoutLinks() throws Exception {
    for (int i = 1; i <= 51; i++) {
      Object unused = runner("r-1");
    }

    HttpResponse<String> page = api.send("GET", RUNNERS + "?limit=100&name=none&per_page=2", "");
    HttpResponse<String> next = api.send("GET", RUNNERS + "?limit=100&page=2", "");
    HttpResponse<String> usual = api.send("GET", RUNNERS + "?per_page=2", "");

    JsonNode listed = SharedData.parse(page.body());
    assertThat(listed.path("total_count").asInt()).isEqualTo(51);
    assertThat(listed.path("runners")).as("50 at most").hasSize(50);
    assertThat(SharedData.parse(next.body()).path("runners")).hasSize(1);
    assertThat(SharedData.parse(usual.body()).path("runners")).hasSize(30);
    assertThat(page.headers().firstValue("Link")).isEmpty();
    assertThat(page.headers().firstValue("X-Total-Count")).isEmpty();
    JsonNode first = listed.at("/runners/0");
    assertThat(first.properties().stream().map(field -> field.getKey()))
        .containsExactlyInAnyOrder(
            "id", "name", "status", "busy", "disabled", "ephemeral", "labels");
    assertThat(first.path("id").asLong()).isEqualTo(1);
    assertThat(first.path("labels").toString())
        .isEqualTo(
            "[{\"id\":0,\"name\":\"self-hosted\",\"type\":\"custom\"},"
                + "{\"id\":1,\"name\":\"linux\",\"type\":\"custom\"}]");
  }

  @Test
  void listsTheJobsOfAnOrganizationByTheirStatus() throws Exception {
    for (int i = 0; i < 3; i++) {
      gitea.queue(BUILD, "acme/repo-" + i);
    }

    HttpResponse<String> queued = api.send("GET", JOBS + "queued&status=waiting&limit=2", "");
    HttpResponse<String> running = api.send("GET", JOBS + "in_progress", "");
    HttpResponse<String> ofOne =
        api.send("GET", "/repos/acme/repo-1/actions/jobs?status=queued", "");

    assertThat(SharedData.parse(queued.body()).path("jobs")).hasSize(2);
    assertThat(SharedData.parse(queued.body()).path("total_count").asInt()).isEqualTo(3);
    assertThat(queued.headers().firstValue("X-Total-Count")).hasValue("3");
    assertThat(queued.headers().firstValue("Link").orElseThrow())
        .contains("page=2", "rel=\"next\"");
    assertThat(SharedData.parse(running.body()).path("total_count").asInt()).isZero();
    assertThat(SharedData.parse(ofOne.body()).at("/jobs/0/id").asLong()).isEqualTo(2);
  }

  @Test
  void tellsAJobsStoryInGiteasWords() throws Exception {
    gitea.queue(BUILD, "acme/app");
    Receiver.Received queued = next("queued");
    JsonNode before = job(queued);
    begin(runner("r-1"));
    JsonNode during = job(next("in_progress"));

    assertThat(queued.headers())
        .containsEntry("X-Gitea-Event", "workflow_job")
        .containsEntry("X-Hub-Signature-256", "sha256=" + signature(queued))
        .containsEntry("X-Gitea-Signature", signature(queued))
        .doesNotContainKey("X-GitHub-Hook-ID");
    assertThat(queued.headers().get("User-Agent")).startsWith("Go-http-client");
    JsonNode event = SharedData.parse(queued.body());
    assertThat(event.path("organization").has("login")).isFalse();
    assertThat(event.at("/organization/username").asText()).isEqualTo("acme");
    assertThat(event.at("/repository/owner").has("type")).isFalse();
    assertThat(before.path("id").asLong()).isEqualTo(1);
    assertThat(before.path("run_attempt").asInt(-1)).isZero();
    assertThat(before.path("started_at").asText()).isEqualTo("1970-01-01T00:00:00Z");
    for (String unknown : List.of("runner_id", "runner_name", "conclusion", "node_id")) {
      assertThat(before.has(unknown)).as(unknown).isFalse();
    }
    assertThat(during.path("run_attempt").asInt()).isEqualTo(1);
    assertThat(during.path("runner_name").asText()).isEqualTo("r-1");
  }

  @Test
  void jobsWithNeedsWaitFromTheStartAndAreQueuedWhenTheirTurnHasCome() throws Exception {
    gitea.queue(CHAIN, "acme/app");

    assertThat(job(next("waiting")).path("name").asText()).isEqualTo("deploy");
    assertThat(gitea.jobs()).extracting(JobView::status).containsExactly("queued", "waiting");
    FakeRunner runner = runner("r-1");
    begin(runner);
    assertThat(runner.tell("complete?conclusion=success")).isEqualTo(204);

    Receiver.Received queued = next("queued");
    while (job(queued).path("id").asLong() != 2) {
      queued = next("queued");
    }
    assertThat(job(queued).path("name").asText()).isEqualTo("deploy");
    assertThat(gitea.jobs()).extracting(JobView::status).containsExactly("completed", "queued");
  }

  @Test
  void aRerunHasTheSameJobsAgainAndCountsTheirAttempts() throws Exception {
    long run = gitea.queue(BUILD, "acme/app");
    next("queued");
    FakeRunner first = runner("r-1");
    begin(first);
    assertThat(first.tell("complete?conclusion=success")).isEqualTo(204);
    next("completed");

    String path = "/repos/acme/app/actions/runs/" + run + "/rerun";
    assertThat(api.send("POST", path, "").statusCode()).isEqualTo(201);

    JsonNode again = job(next("queued"));
    assertThat(again.path("id").asLong()).isEqualTo(1);
    assertThat(again.path("run_attempt").asInt()).isEqualTo(1);
    begin(runner("r-2"));
    assertThat(job(next("in_progress")).path("run_attempt").asInt()).isEqualTo(2);
    assertThat(gitea.jobs()).hasSize(1);
  }

  @Test
  void aCancelledJobIsOverAtOnceAndItsRunnersRegistrationGone() throws Exception {
    long run = gitea.queue(BUILD, "acme/app");
    FakeRunner runner = runner("r-1");
    begin(runner);

    assertThat(api.control("POST", "/_cancel?run=" + run, "").statusCode()).isEqualTo(204);

    assertThat(gitea.jobs().get(0).conclusion()).isEqualTo("cancelled");
    assertThat(gitea.runners()).isEmpty();
    assertThat(runner.tell("heartbeat")).as("it is not told").isEqualTo(404);
  }

  @Test
  void aBusyRunnerIsDeletedAndItsJobGoesOnUntilTheForgeMissesIt() throws Exception {
    gitea.queue(BUILD, "acme/app");
    begin(runner("r-1"));

    assertThat(api.send("DELETE", RUNNERS + "/1", "").statusCode()).isEqualTo(204);
    assertThat(api.send("DELETE", RUNNERS + "/1", "").statusCode()).isEqualTo(404);

    assertThat(gitea.jobs().get(0).status()).isEqualTo("in_progress");
    clock.pass(Patience.SHORT.jobLease());
    gitea.awaitAll(SOON);
    assertThat(gitea.jobs().get(0).conclusion()).isEqualTo("failure");
  }

  @Test
  void aDisabledRunnerGetsNoJob() throws Exception {
    FakeRunner runner = runner("r-1");
    assertThat(api.send("PATCH", RUNNERS + "/1", "{\"disabled\": true}").statusCode())
        .isEqualTo(200);

    gitea.queue(BUILD, "acme/app");

    assertThat(runner.acquire()).isEqualTo(204);
  }

  private Receiver.Received next(String action) throws InterruptedException {
    return receiver.next("workflow_job", action);
  }

  private static JsonNode job(Receiver.Received event) {
    return SharedData.parse(event.body()).path("workflow_job");
  }

  private static String signature(Receiver.Received event) {
    return new Signature(SECRET).sha256(event.body().getBytes(UTF_8));
  }

  private FakeRunner runner(String name) throws Exception {
    return runner(name, "self-hosted,linux");
  }

  private FakeRunner runner(String name, String labels) throws Exception {
    String answer = api.send("POST", RUNNERS + "/registration-token", "").body();
    String token = SharedData.parse(answer).path("token").asText();
    return new FakeRunner(gitea, token, "acme", name, labels);
  }

  private static void begin(FakeRunner runner) throws Exception {
    assertThat(runner.acquire()).isEqualTo(200);
    assertThat(runner.tell("start")).isEqualTo(204);
  }
}
