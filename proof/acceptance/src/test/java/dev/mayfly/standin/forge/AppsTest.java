package dev.mayfly.standin.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.ListedDelivery;
import dev.mayfly.worker.forge.ListedHook;
import dev.mayfly.worker.forge.SignedIn;
import dev.mayfly.worker.forge.auth.ForgeSignIn;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.GitHubApp;
import dev.mayfly.worker.forge.http.RequestLimiter;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.Scope;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-in's Apps: what GitHub documents of them, and the worker's real client as one. */
@SuppressWarnings("NullAway.Init") // start() sets them, before every test
@Tag("server")
class AppsTest {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String REGISTRATION = "/orgs/acme/actions/runners/registration-token";
  private static final String WORKFLOW =
      "jobs: {build: {runs-on: [self-hosted, linux], steps: [{run: make}]}}";
  // Made once: a key takes a second.
  private static final KeyPair KEY = TestJwt.newKey();

  private StandInApp app;
  private StandInApp weak;
  private Receiver receiver;
  private Duration later = Duration.ZERO;
  private GitHubStandIn gitHub;

  @BeforeEach
  void start() throws Exception {
    app = StandInApp.of(12, KEY.getPublic(), HOUR);
    weak =
        new StandInApp(
            13, "Iv23weak", KEY.getPublic(), Map.of("metadata", "read", "actions", "read"), HOUR);
    receiver = new Receiver();
    gitHub =
        GitHubStandIn.start(
            StandInSettings.DEFAULT
                .withPatience(StandInSettings.Patience.SHORT)
                .withApps(List.of(app, weak))
                .withWebhook(receiver.url(), "s3cret"));
  }

  @AfterEach
  void stop() {
    gitHub.close();
    receiver.close();
  }

  @Test
  void answersAnAppWithWhatGitHubDocuments() throws Exception {
    Api asApp = new Api(gitHub, jwt().text());

    assertThat(read(200, asApp, "GET", "/app"))
        .containsKeys("id", "slug", "node_id", "owner", "name", "permissions", "events");
    for (String scope : List.of("/orgs/acme", "/repos/acme/app")) {
      assertThat(read(200, asApp, "GET", scope + "/installation"))
          .containsEntry("id", app.installation())
          .containsEntry("app_id", 12L)
          .containsEntry("target_type", "Organization")
          .containsKeys("account", "access_tokens_url", "permissions", "events", "suspended_at")
          .containsKeys("repository_selection", "html_url", "created_at", "single_file_name");
    }
    assertThat(asApp.send("GET", "/app/installations", "").body())
        .contains("\"id\":" + app.installation());
    assertThat(read(201, asApp, "POST", "/app/installations/47000012/access_tokens"))
        .containsKeys("token", "expires_at", "permissions", "repository_selection");
    assertThat(asApp.send("GET", "/orgs/other/installation", "").statusCode()).isEqualTo(404);
    assertThat(asApp.send("GET", "/enterprises/acme/installation", "").statusCode()).isEqualTo(404);
    assertThat(asApp.send("POST", "/app/installations/47000013/access_tokens", "").statusCode())
        .as("another App's")
        .isEqualTo(404);
  }

  @Test
  void answersAnAppAboutItsWebhookAsGitHubDoesOfAnOrganizations() throws Exception {
    gitHub.faults().loseDeliveries(1);
    gitHub.queue(WORKFLOW, "acme/app");
    Api asApp = new Api(gitHub, jwt().text());
    String described = "/orgs/{org}/hooks/{hook_id}";

    asApp.asGitHubDoes(200, "GET", described + "/config", "/app/hook/config", "");
    String failed =
        asApp.asGitHubDoes(
            200, "GET", described + "/deliveries", "/app/hook/deliveries?status=failure", "");
    JsonNode lost = SharedData.parse(failed).path(0);
    String one = "/deliveries/" + lost.path("id").asLong();
    String oneDescribed = described + "/deliveries/{delivery_id}";
    asApp.asGitHubDoes(200, "GET", oneDescribed, "/app/hook" + one, "");
    String again = "/app/hook" + one + "/attempts";
    asApp.asGitHubDoes(202, "POST", oneDescribed + "/attempts", again, "");

    Receiver.Received queued = receiver.next("workflow_job", "queued");
    assertThat(queued.headers())
        .containsEntry("X-GitHub-Delivery", lost.path("guid").asText())
        .containsEntry("X-GitHub-Hook-Installation-Target-Type", "integration")
        .containsEntry("X-GitHub-Hook-Installation-Target-ID", "12");
    assertThat(SharedData.parse(queued.body()).at("/installation/id").asLong())
        .isEqualTo(app.installation());
    assertThat(Api.of(gitHub).send("GET", "/orgs/acme/hooks", "").body())
        .as("the webhook is no longer the organization's")
        .isEqualTo("[]");
  }

  @Test
  void aJwtIsTakenByEitherIdAndNotWhenItIsWrong() throws Exception {
    Instant now = CLOCK.instant();
    TestJwt good = jwt();
    KeyPair stranger = TestJwt.newKey();

    assertThat(status(good)).isEqualTo(200);
    assertThat(status(TestJwt.of(KEY.getPrivate(), app.clientId(), now))).isEqualTo(200);
    assertThat(status(TestJwt.of(KEY.getPrivate(), "99", now))).isEqualTo(404);
    assertThat(status(TestJwt.of(stranger.getPrivate(), "12", now))).isEqualTo(401);
    assertThat(status(good.by("none"))).isEqualTo(401);
    assertThat(status(good.between(now.minusSeconds(600), now.minusSeconds(1)))).isEqualTo(401);
    assertThat(status(good.between(now.minusSeconds(60), now.plusSeconds(660)))).isEqualTo(401);
    assertThat(status(good.between(now.plusSeconds(60), now.plusSeconds(300)))).isEqualTo(401);
    assertThat(Api.of(gitHub).send("GET", "/app", "").statusCode()).isEqualTo(401);
    assertThat(new Api(gitHub, good.text()).send("POST", REGISTRATION, "").statusCode())
        .as("an App itself registers nothing")
        .isEqualTo(401);
  }

  @Test
  void anInstallationsTokenIsGoodForItsTimeItsPermissionsAndAnHourOfItsOwn() throws Exception {
    Api strong = new Api(gitHub, token(app));
    Api feeble = new Api(gitHub, token(weak));

    assertThat(strong.send("POST", REGISTRATION, "").statusCode()).isEqualTo(201);
    HttpResponse<String> refused = feeble.send("POST", REGISTRATION, "");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("Resource not accessible by integration");
    assertThat(refused.headers().firstValue("X-Accepted-GitHub-Permissions"))
        .hasValue("organization_self_hosted_runners=write");
    assertThat(feeble.send("GET", "/orgs/acme/repos", "").statusCode()).isEqualTo(200);
    assertThat(strong.send("GET", "/enterprises/acme/actions/runners", "").statusCode())
        .isEqualTo(403);
    assertThat(gitHub.hourOf(app).used()).isEqualTo(2);
    assertThat(gitHub.hourOf(weak).used()).isEqualTo(2);
    assertThat(gitHub.hour().used()).isZero();
    gitHub.apps().revokeTokens();
    assertThat(strong.send("POST", REGISTRATION, "").statusCode()).isEqualTo(401);
  }

  @Test
  void theWorkersClientActsAsAnApp() {
    ForgeClient client = client("12");

    assertThat(client.registrationToken(ACME).token()).isNotEmpty();
    assertThat(client.job("acme/app", 1)).isNotNull();
    assertThat(gitHub.apps().tokens()).as("one for both").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void aTokenMayBeRefusedWhileItIsYoungAndTheWorkersClientTriesAgain(int status) throws Exception {
    gitHub.faults().spreadTokensSlowly(HOUR, status);
    ForgeClient client = client("12");

    ForgeException young =
        catchThrowableOfType(ForgeException.class, () -> client.registrationToken(ACME));
    gitHub.faults().heal();

    assertThat(young.kind()).isEqualTo(ForgeException.Kind.UNAVAILABLE);
    assertThat(young.status()).isEqualTo(status);
    assertThat(client.registrationToken(ACME).token()).isNotEmpty();
    assertThat(gitHub.apps().tokens()).as("the same one").hasSize(1);
  }

  @Test
  void theWorkersClientIsToldWhatEachAppMayAndHears() {
    List<SignedIn> told = client("12", "Iv23weak").signedIn();

    assertThat(told)
        .extracting(SignedIn::kind)
        .containsExactly("App 12 in orgs/acme", "App Iv23weak in orgs/acme");
    assertThat(told.get(0).permissions()).isEqualTo(StandInApp.PERMISSIONS);
    assertThat(told.get(0).events()).containsExactly("workflow_job");
    assertThat(told.get(0).scopes()).isNull();
    assertThat(told.get(1).permissions()).containsOnlyKeys("metadata", "actions");
  }

  @Test
  void theWorkersClientSaysWhichPermissionAnAppLacks() {
    ForgeClient client = client("Iv23weak");
    ForgeException fresh =
        catchThrowableOfType(ForgeException.class, () -> client.registrationToken(ACME));
    later = Duration.ofSeconds(31);
    ForgeException e =
        catchThrowableOfType(ForgeException.class, () -> client.registrationToken(ACME));

    assertThat(fresh.kind()).as("a new token spreads").isEqualTo(ForgeException.Kind.UNAVAILABLE);
    assertThat(e.kind()).isEqualTo(ForgeException.Kind.POOL_FAULT);
    assertThat(e)
        .hasMessageStartingWith("POST " + REGISTRATION + " → 403, request ")
        .hasMessageEndingWith(
            ": Resource not accessible by integration"
                + " (needs the permission organization_self_hosted_runners: write)");
  }

  @Test
  void theWorkersClientReadsAllPagesOfAnAppsDeliveriesAndHasOneSentAgain() throws Exception {
    receiver.next("ping", "");
    gitHub.faults().loseDeliveries(120);
    for (int i = 0; i < 120; i++) {
      gitHub.queue(WORKFLOW, "acme/app");
    }
    ForgeClient client = client("12", "13");

    List<ListedHook> hooks = client.hooks().ofApps(ACME).items();
    ListedHook ours = hooks.get(0);
    var failed = client.hooks().failed(ours, Instant.EPOCH);
    ListedDelivery oldest = failed.items().get(failed.items().size() - 1);
    client.hooks().redeliver(ours.scope(), ours.path(), oldest.id());

    assertThat(hooks).extracting(ListedHook::path).containsExactly("apps/12/hook", "apps/13/hook");
    assertThat(hooks)
        .extracting(ListedHook::url)
        .containsExactly(String.valueOf(receiver.url()), "");
    assertThat(failed.items()).hasSize(120);
    assertThat(failed.calls()).isEqualTo(2);
    assertThat(receiver.next("workflow_job", "queued").headers())
        .containsEntry("X-GitHub-Delivery", oldest.guid());
    Eventually.until(
        "it is on record", () -> gitHub.redeliveries().equals(Map.of(oldest.guid(), 1L)));
  }

  private TestJwt jwt() {
    return TestJwt.of(KEY.getPrivate(), "12", CLOCK.instant());
  }

  private int status(TestJwt jwt) throws Exception {
    return new Api(gitHub, jwt.text()).send("GET", "/app", "").statusCode();
  }

  private String token(StandInApp of) throws Exception {
    String jwt = TestJwt.of(KEY.getPrivate(), of.clientId(), CLOCK.instant()).text();
    String path = "/app/installations/" + of.installation() + "/access_tokens";
    return SharedData.parse(new Api(gitHub, jwt).send("POST", path, "").body())
        .path("token")
        .asText();
  }

  private static Map<String, Object> read(int status, Api api, String method, String path)
      throws Exception {
    HttpResponse<String> answer = api.send(method, path, "");
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(status);
    Map<String, Object> fields = new TreeMap<>();
    SharedData.parse(answer.body())
        .properties()
        .forEach(
            field ->
                fields.put(
                    field.getKey(),
                    field.getValue().isNumber()
                        ? field.getValue().asLong()
                        : field.getValue().asText()));
    return fields;
  }

  private ForgeClient client(String... ids) {
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(KEY.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    List<GitHubApp> apps =
        List.of(ids).stream().map(id -> new GitHubApp(id, () -> pem, null)).toList();
    return new ForgeClient(
        new OkHttpClient(),
        new Forge(gitHub.apiUrl(), gitHub.webUrl(), List.of(ACME)),
        ForgeSignIn.ofApps(apps),
        new RequestLimiter("github", 5000, true, new MetricRegistry(), this::now),
        this::now);
  }

  private Instant now() {
    return CLOCK.instant().plus(later);
  }
}
