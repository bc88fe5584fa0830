package dev.mayfly.standin.forge;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.NoticeActivitiesImpl;
import dev.mayfly.worker.forge.auth.ForgeSignIn;
import dev.mayfly.worker.forge.http.GitHubApp;
import dev.mayfly.worker.forge.http.RequestLimiter;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.Notice;
import dev.mayfly.workflows.step.NoticeAnswer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GitHub's check runs: the worker's real client, and the rules that refuse others. */
@Tag("server")
class CheckRunsTest {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final String RUNS = "/repos/acme/app/check-runs";
  private static final String OF_COMMIT =
      "/repos/acme/app/commits/" + GitHubJson.SHA + "/check-runs";
  private static final LocalApp STRONG = LocalApp.make(12, Duration.ofHours(1));
  private static final LocalApp WEAK = LocalApp.make(13, Duration.ofHours(1));

  @AutoClose
  private final GitHubStandIn gitHub =
      GitHubStandIn.start(
          StandInSettings.DEFAULT.withApps(
              List.of(STRONG.known().with("checks", "write"), WEAK.known())));

  private Duration later = Duration.ZERO;
  private final InstantSource clock = () -> InstantSource.system().instant().plus(later);

  @Test
  void aJobThatWaitsGetsOneCheckRunWhichIsClosedAsNeutral() throws Exception {
    NoticeActivitiesImpl steps = steps(STRONG);
    Notice notice = notice();

    NoticeAnswer opened = steps.openNotice(notice);
    NoticeAnswer again = steps.openNotice(notice);

    assertThat(again).isEqualTo(opened);
    assertThat(checkRuns()).hasSize(1);
    assertThat(checkRuns().get(0).path("name").asText()).isEqualTo("Mayfly: waiting for a runner");
    assertThat(checkRuns().get(0).path("status").asText()).isEqualTo("queued");
    assertThat(checkRuns().get(0).path("output").path("title").asText()).isEqualTo("WAITING");

    steps.closeNotice(requireNonNull(opened.checkRun()), notice);

    assertThat(checkRuns().get(0).path("status").asText()).isEqualTo("completed");
    assertThat(checkRuns().get(0).path("conclusion").asText()).isEqualTo("neutral");
  }

  @Test
  void aJobThatIsOverGetsNone() throws Exception {
    Notice notice = notice();
    gitHub.cancel(notice.job().runId());

    assertThat(steps(STRONG).openNotice(notice))
        .isEqualTo(new NoticeAnswer(null, "the job waits no more"));
    assertThat(checkRuns()).isEmpty();
  }

  @Test
  void aPermissionThatTheAppLacksIsNamedAndNoFailure() {
    NoticeActivitiesImpl steps = steps(WEAK);
    Notice notice = notice();
    assertThatThrownBy(() -> steps.openNotice(notice))
        .hasMessageContaining("by a token that is new");
    later = Duration.ofSeconds(31);

    NoticeAnswer answer = steps.openNotice(notice);

    assertThat(answer.checkRun()).isNull();
    assertThat(answer.how()).contains("→ 403", "needs the permission checks: ");
    assertThat(steps.cancelRun(notice.job()))
        .startsWith("the run was not cancelled: POST /repos/acme/app/actions/runs/")
        .contains("→ 403", "needs the permission actions: write");
    assertThat(gitHub.jobs().get(0).isOver()).isFalse();
  }

  @Test
  void aTokenMakesNone() throws Exception {
    ForgeClient client =
        new ForgeClient(
            new OkHttpClient(), gitHub.apiUrl(), scope -> "Bearer x", InstantSource.system());

    assertThat(new NoticeActivitiesImpl(Map.of("github", client)).openNotice(notice()).how())
        .isEqualTo("only a GitHub App makes check runs");
    var refused = Api.of(gitHub).send("POST", RUNS, "{}");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("You must authenticate via a GitHub App.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'head_sha': 'SHA'} | name is missing",
        "{'name': 'a', 'head_sha': '0000'} | No commit found for SHA: 0000",
        "{'name': 'a', 'head_sha': 'SHA', 'status': 'completed'} | conclusion is missing",
        "{'name': 'a', 'head_sha': 'SHA', 'status': 'waiting'} | status is not one of",
        "{'name': 'a', 'head_sha': 'SHA', 'conclusion': 'stale'} | conclusion: stale",
        "{'name': 'a', 'head_sha': 'SHA', 'output': {'title': 'b'}} | output.summary is missing"
      })
  void whatGitHubRefusesIsRefused(String body, String message) throws Exception {
    steps(STRONG).openNotice(notice());
    Api app = new Api(gitHub, gitHub.apps().tokens().get(0));

    var refused =
        app.send("POST", RUNS, body.replace('\'', '"').replace("SHA\"", GitHubJson.SHA + "\""));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains(message);
  }

  @Test
  void anAppChangesItsOwnAlone() throws Exception {
    LocalApp other = LocalApp.make(14, Duration.ofHours(1));
    CheckRuns checks = new CheckRuns(clock);
    JsonNode asked =
        SharedData.parse("{\"name\": \"a\", \"head_sha\": \"" + GitHubJson.SHA + "\"}");
    long id = checks.create("acme/app", STRONG.known(), asked, GitHubJson.SHA).path("id").asLong();

    assertThatThrownBy(() -> checks.update("acme/app", other.known(), id, asked))
        .hasMessage(
            "Invalid app_id `12` - check run can only be modified by the GitHub App that created"
                + " it.");
    for (int i = 0; i < 1_000; i++) {
      checks.create("acme/app", STRONG.known(), asked, GitHubJson.SHA);
    }
    assertThat(checks.of("acme/app", GitHubJson.SHA, "a")).hasSize(1_000);
    assertThatThrownBy(() -> checks.update("acme/app", STRONG.known(), id, asked))
        .as("the oldest of 1,001 went")
        .hasMessage("Not Found");
  }

  private Notice notice() {
    gitHub.queue(
        "jobs: {build: {runs-on: [self-hosted, linux], steps: [{run: make}]}}", "acme/app");
    JobView job = gitHub.jobs().get(gitHub.jobs().size() - 1);
    JobRef ref = new JobRef("github", job.id(), job.runId(), "acme/app", ACME, "b", null, null);
    return new Notice(ref, "mayfly-github-" + job.id(), "WAITING", "**WAITING** since");
  }

  private List<JsonNode> checkRuns() throws Exception {
    JsonNode found = SharedData.parse(Api.of(gitHub).send("GET", OF_COMMIT, "").body());
    return found.path("check_runs").valueStream().toList();
  }

  private NoticeActivitiesImpl steps(LocalApp app) {
    ForgeClient client =
        new ForgeClient(
            new OkHttpClient(),
            new Forge(gitHub.apiUrl(), gitHub.webUrl(), List.of(ACME)),
            ForgeSignIn.ofApps(
                List.of(new GitHubApp(String.valueOf(app.id()), app::privateKey, null))),
            new RequestLimiter("github", 5000, true, new MetricRegistry(), clock),
            clock);
    return new NoticeActivitiesImpl(Map.of("github", client));
  }
}
