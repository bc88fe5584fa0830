package dev.mayfly.standin.forge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.auth.TokenAuth;
import dev.mayfly.workflows.id.Scope;
import java.time.Instant;
import java.time.InstantSource;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a version of the runner, as GitHub was seen to announce it. */
class RunnerVersionsTest {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final String ANNOUNCED = "/actions/runners/deprecations/";

  @AutoClose private final GitHubStandIn gitHub = GitHubStandIn.start(StandInSettings.DEFAULT);
  private final Api api = Api.of(gitHub);

  @ParameterizedTest
  @ValueSource(strings = {"/orgs/acme", "/repos/acme/app", "/enterprises/acme"})
  void isAnnouncedInEveryScope(String scope) throws Exception {
    gitHub.versions().announceEnd("2.335.1", Instant.parse("2026-09-24T15:30:55Z"));

    JsonNode over = SharedData.parse(api.send("GET", scope + ANNOUNCED + "2.335.1", "").body());
    JsonNode newest = SharedData.parse(api.send("GET", scope + ANNOUNCED + "2.338.0", "").body());

    assertThat(over.path("runner_version").asText()).isEqualTo("2.335.1");
    assertThat(over.path("runtime_deprecates_at").asText()).isEqualTo("2026-09-24T15:30:55Z");
    assertThat(newest.path("runtime_deprecates_at").isNull()).isTrue();
    assertThat(newest.has("registration_deprecates_at")).isFalse();
  }

  @Test
  void isReadByTheWorkersClient() {
    Instant end = Instant.parse("2026-11-05T12:00:00Z");
    gitHub.versions().announceEnd("2.336.0", end);
    ForgeClient client =
        new ForgeClient(
            new OkHttpClient(),
            gitHub.apiUrl(),
            new TokenAuth(StandInSettings.DEFAULT.token()),
            InstantSource.system());

    assertThat(client.runtimeEnd(ACME, "2.336.0")).contains(end);
    assertThat(client.runtimeEnd(ACME, "2.338.0")).as("the newest").isEmpty();
    assertThat(client.runtimeEnd(ACME, "2.320.2")).as("not known any more").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.320.2", "latest"})
  void isNotKnownOfEveryVersion(String version) throws Exception {
    assertThat(api.send("GET", "/orgs/acme" + ANNOUNCED + version, "").statusCode()).isEqualTo(404);
  }

  @Test
  void isNotForATokenThatMayNotSeeRunners() throws Exception {
    Api feeble = new Api(gitHub, StandInSettings.DEFAULT.token() + StandInSettings.READ_ONLY);

    assertThat(feeble.send("GET", "/orgs/acme" + ANNOUNCED + "2.338.0", "").statusCode())
        .isEqualTo(403);
  }
}
