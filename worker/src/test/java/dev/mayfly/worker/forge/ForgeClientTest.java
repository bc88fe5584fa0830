package dev.mayfly.worker.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.worker.forge.auth.RegistrationToken;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeScript;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import java.time.Instant;
import java.util.List;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class ForgeClientTest {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final String RUNNERS = "/api/v3/orgs/acme/actions/runners";

  @AutoClose private final ForgeScript forge = new ForgeScript();
  private final ForgeClient client = forge.client();

  @Test
  void mintsARegistrationToken() {
    forge.answers(201, "{\"token\":\"AABF3\",\"expires_at\":\"2026-03-01T14:00:00.000+01:00\"}");

    RegistrationToken token = client.registrationToken(ACME);

    assertThat(token)
        .isEqualTo(new RegistrationToken("AABF3", Instant.parse("2026-03-01T13:00:00Z")));
    RecordedRequest request = forge.asked();
    assertThat(request.getRequestLine())
        .isEqualTo("POST " + RUNNERS + "/registration-token HTTP/1.1");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + ForgeScript.PAT);
    assertThat(request.getHeaders().get("User-Agent")).startsWith("mayfly/");
    assertThat(request.getHeaders().get("Accept")).isEqualTo("application/vnd.github+json");
    assertThat(request.getHeaders().get("X-GitHub-Api-Version")).isEqualTo("2022-11-28");
  }

  @Test
  void acceptsAnAnswerOf200WithoutExpiry() {
    forge.answers(200, "{\"token\":\"AABF3\"}");

    assertThat(client.registrationToken(ACME)).isEqualTo(new RegistrationToken("AABF3", null));
  }

  @ParameterizedTest
  @CsvSource({
    "acme,, , /api/v3/orgs/acme/actions/runners/registration-token",
    ", acme/app, , /api/v3/repos/acme/app/actions/runners/registration-token",
    ", , big, /api/v3/enterprises/big/actions/runners/registration-token",
  })
  void asksWhereTheScopeIsAdministered(
      String organization, String repository, String enterprise, String path) {
    forge.answers(201, "{\"token\":\"AABF3\"}");

    client.registrationToken(new Scope(enterprise, organization, repository));

    assertThat(forge.askedLine()).isEqualTo("POST " + path);
  }

  @Test
  void aRunThatIsOverWhenItIsToBeCancelledIsNoFailure() {
    forge.answers(200, "{\"id\": 5, \"run_id\": 4, \"run_attempt\": 2, \"status\": \"queued\"}");
    forge.answers(200, "{\"total_count\": 1, \"jobs\": [{\"id\": 5, \"status\": \"queued\"}]}");
    forge.answers(409, "{\"message\": \"Cannot cancel a workflow run that is completed.\"}");

    String how = client.cancelRun(new JobRef("github", 5, 4, "acme/app", ACME, "b", null, null));

    assertThat(how)
        .startsWith("nothing is left to cancel: ")
        .contains("→ 409", "Cannot cancel a workflow run that is completed.");
    String actions = "/api/v3/repos/acme/app/actions/";
    assertThat(forge.askedLine()).isEqualTo("GET " + actions + "jobs/5");
    assertThat(forge.askedLine())
        .isEqualTo("GET " + actions + "runs/4/attempts/2/jobs?per_page=100");
    assertThat(forge.askedLine()).isEqualTo("POST " + actions + "runs/4/cancel");
  }

  @Test
  void registersJustInTime() {
    forge.answers(
        201,
        "{\"runner\":"
            + ForgeScript.runner(23, "r-23", "offline", false)
            + ",\"encoded_jit_config\":\"abc123\"}");

    JitConfig config = client.jitConfig(ACME, "r-23", List.of("self-hosted", "a \"b\""), 7);

    assertThat(config).isEqualTo(new JitConfig("abc123", 23));
    assertThat(forge.asked().getBody().utf8())
        .isEqualTo(
            "{\"name\":\"r-23\",\"runner_group_id\":7,\"work_folder\":\"_work\","
                + "\"labels\":[\"self-hosted\",\"a \\\"b\\\"\"]}");
  }

  @Test
  void followsTheLinksOfAListToItsEnd() {
    forge
        .page(250, 1, 100, "Link: <" + forge.url(RUNNERS + "?after=x2") + ">; rel=\"next\"")
        .page(250, 101, 200, "Link: <" + forge.url(RUNNERS + "?after=x3") + ">; rel=\"next\"")
        .page(250, 201, 250, "Link: <" + forge.url(RUNNERS + "?page=1") + ">; rel=\"first\"");

    RunnerListing listing = client.runners(ACME);

    assertThat(listing.runners()).hasSize(250);
    assertThat(listing.pages()).isEqualTo(3);
    assertThat(listing.begun()).isEqualTo(ForgeScript.NOW);
    assertThat(forge.askedLine()).isEqualTo("GET " + RUNNERS + "?per_page=100");
    assertThat(forge.askedLine()).isEqualTo("GET " + RUNNERS + "?after=x2");
    assertThat(forge.askedLine()).isEqualTo("GET " + RUNNERS + "?after=x3");
  }

  @Test
  void countsPagesWhereThereAreNoLinks() {
    forge.page(150, 1, 100).page(150, 101, 150);

    RunnerListing listing = client.runners(ACME);

    assertThat(listing.runners()).hasSize(150);
    assertThat(listing.pages()).isEqualTo(2);
    forge.asked();
    assertThat(forge.askedLine()).isEqualTo("GET " + RUNNERS + "?per_page=100&page=2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/orgs/acme/actions/runners?page=2",
        "http://localhost:1/api/v3/orgs/acme/actions/runners?page=2",
        "/api/v3/orgs/other/actions/runners?page=2"
      })
  void neverFollowsALinkToAnotherHostOrPath(String link) {
    forge.page(101, 1, 100, "Link: <" + link + ">; rel=\"next\"").page(101, 101, 101);

    assertThat(client.runners(ACME).runners()).hasSize(101);

    forge.asked();
    assertThat(forge.askedLine()).isEqualTo("GET " + RUNNERS + "?per_page=100&page=2");
  }

  @Test
  void endsAListThatShrinksWhileItIsRead() {
    forge.page(101, 1, 100).page(101, 1, 0);

    assertThat(client.runners(ACME).runners()).hasSize(100);
  }

  @Test
  void countsARunnerOnceThatTwoPagesShow() {
    forge.page(102, 1, 100).page(102, 100, 101);

    assertThat(client.runners(ACME).runners()).hasSize(101);
  }

  @Test
  void findsARunnerById() {
    forge.answers(200, ForgeScript.runner(23, "r-23", "online", true)).answers(404, "{}");

    assertThat(client.runner(ACME, 23))
        .contains(new RunnerSnapshot(23, "r-23", true, true, List.of("self-hosted")));
    assertThat(client.runner(ACME, 24)).isEmpty();
    assertThat(forge.askedLine()).isEqualTo("GET " + RUNNERS + "/23");
  }

  @Test
  void findsARunnerByNameThoughTheForgeIgnoresTheFilter() {
    forge.page(101, 1, 100).page(101, 101, 101);

    assertThat(client.runnerNamed(ACME, "R-101")).map(RunnerSnapshot::id).contains(101L);

    assertThat(forge.askedLine()).isEqualTo("GET " + RUNNERS + "?name=R-101&per_page=100");
    assertThat(forge.askedLine()).isEqualTo("GET " + RUNNERS + "?name=R-101&per_page=100&page=2");
  }

  @ParameterizedTest
  @CsvSource({"204, REMOVED", "404, ALREADY_GONE", "422, IN_USE"})
  void deletesOrSaysWhyNot(int status, Removal removal) {
    forge.answers(status, "");

    assertThat(client.delete(ACME, 23)).isEqualTo(removal);
    assertThat(forge.askedLine()).isEqualTo("DELETE " + RUNNERS + "/23");
  }

  @ParameterizedTest
  @CsvSource({
    "queued, QUEUED",
    "waiting, WAITING",
    "requested, WAITING",
    "pending, WAITING",
    "in_progress, IN_PROGRESS",
    "completed, COMPLETED",
    "something_new, UNKNOWN"
  })
  void looksAtAJob(String status, JobStatus.Status expected) {
    forge.answers(
        200, "{\"status\":\"" + status + "\",\"runner_name\":\"r-1\",\"conclusion\":\"success\"}");

    assertThat(client.job("acme/app", 5))
        .isEqualTo(new JobStatus(expected, "r-1", "success", ForgeScript.NOW));
    assertThat(forge.askedLine()).isEqualTo("GET /api/v3/repos/acme/app/actions/jobs/5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\""})
  void readsAnAbsentRunnerInEitherSpelling(String runner) {
    forge.answers(
        200, "{\"status\":\"queued\",\"runner_name\":" + runner + ",\"conclusion\":null}");

    assertThat(client.job("acme/app", 5))
        .isEqualTo(new JobStatus(JobStatus.Status.QUEUED, null, null, ForgeScript.NOW));
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void doesNotKnowAJobThatTheForgeWillNotShow(int status) {
    forge.answers(status, "{\"message\":\"Not Found\"}", "X-RateLimit-Remaining: 4999");

    assertThat(client.job("acme/app", 5).status()).isEqualTo(JobStatus.Status.UNKNOWN);
  }

  @Test
  void doesNotTakeARateLimitForAnUnknownJob() {
    forge.answers(403, "{\"message\":\"API rate limit exceeded\"}", "X-RateLimit-Remaining: 0");

    assertThatThrownBy(() -> client.job("acme/app", 5)).isInstanceOf(ForgeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme/..",
        "acme/.",
        "../..",
        "acme/app/../..",
        "acme/%2e%2e",
        "acme",
        "acme/app?x=y",
        "acme/app#x",
        "acme/a b",
        "acme/\napp",
        "//evil.example/app",
        "https://evil.example"
      })
  void neverAsksAboutARepositoryThatCouldLeaveThePath(String repository) {
    assertThatThrownBy(() -> client.job(repository, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(forge.requests()).isZero();
  }

  @Test
  void looksARunnerGroupUpOnce() {
    listsTwoRunnerGroups(
        "{\"id\":1,\"name\":\"Default\",\"default\":true}",
        "{\"id\":9,\"name\":\"Secure\",\"default\":false}");

    assertThat(client.runnerGroupId(ACME, "secure")).isEqualTo(9);
    assertThat(client.runnerGroupId(ACME, "secure")).isEqualTo(9);

    assertThat(forge.requests()).isEqualTo(1);
    assertThat(forge.askedLine())
        .isEqualTo("GET /api/v3/orgs/acme/actions/runner-groups?per_page=100");
  }

  private void listsTwoRunnerGroups(String first, String second) {
    forge.answers(200, "{\"total_count\":2,\"runner_groups\":[%s,%s]}".formatted(first, second));
  }

  @Test
  void takesTheDefaultRunnerGroupWhereNoneIsNamed() {
    listsTwoRunnerGroups(
        "{\"id\":9,\"name\":\"Secure\",\"default\":false}",
        "{\"id\":3,\"name\":\"Default\",\"default\":true}");

    assertThat(client.runnerGroupId(ACME, null)).isEqualTo(3);
    assertThat(client.runnerGroupId(Scope.ofRepository("acme/app"), null)).isEqualTo(1);
  }

  @Test
  void blamesThePoolForAnUnknownRunnerGroup() {
    forge.answers(200, "{\"total_count\":0,\"runner_groups\":[]}");

    assertThatThrownBy(() -> client.runnerGroupId(ACME, "secure"))
        .isInstanceOfSatisfying(
            ForgeException.class,
            e -> assertThat(e.kind()).isEqualTo(ForgeException.Kind.POOL_FAULT))
        .hasMessage("runner group secure not in orgs/acme");
  }
}
