package dev.mayfly.standin.forge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.auth.TokenAuth;
import dev.mayfly.worker.forge.http.Listed;
import java.time.Duration;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** More queued runs than one search shows. */
class RunSearchTest {

  private static final int RUNS = 1_130;

  private final MovableClock clock = new MovableClock();

  @AutoClose
  private final GitHubStandIn gitHub = GitHubStandIn.start(StandInSettings.DEFAULT, clock);

  @Test
  void endsAtAThousandAndTheWorkersClientAsksForTheOlderOnes() throws Exception {
    for (int i = 0; i < RUNS; i++) {
      gitHub.queue("jobs: {build: {runs-on: self-hosted}}", "acme/app");
      clock.pass(Duration.ofMillis(300));
    }

    Api api = Api.of(gitHub);
    String queued = "/repos/acme/app/actions/runs?status=queued&per_page=100&page=";
    JsonNode last = SharedData.parse(api.send("GET", queued + 10, "").body());
    JsonNode beyond = SharedData.parse(api.send("GET", queued + 11, "").body());
    Listed<Long> found = client().queue().runs("acme/app", "queued");

    assertThat(last.path("total_count").asInt()).isEqualTo(RUNS);
    assertThat(last.path("workflow_runs")).hasSize(100);
    assertThat(beyond.path("workflow_runs")).isEmpty();
    assertThat(found.items()).hasSize(RUNS).doesNotHaveDuplicates();
    assertThat(found.calls()).isEqualTo(12);
  }

  private ForgeClient client() {
    return new ForgeClient(
        new OkHttpClient(), gitHub.apiUrl(), new TokenAuth(StandInSettings.DEFAULT.token()), clock);
  }
}
