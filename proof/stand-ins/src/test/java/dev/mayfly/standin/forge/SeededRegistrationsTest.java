package dev.mayfly.standin.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.id.Scope;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Registrations that nobody made. */
@Tag("server")
class SeededRegistrationsTest {

  private static final String RUNNERS = "/orgs/acme/actions/runners";
  private static final List<String> LABELS = List.of("self-hosted");

  @AutoClose private final GitHubStandIn gitHub = GitHubStandIn.start(StandInSettings.DEFAULT);
  private final Api api = Api.of(gitHub);

  @Test
  void lookLikeAnyOtherAndOnlyABusyOneCannotBeRemoved() throws Exception {
    Scope acme = Scope.ofOrganization("acme");
    long offline =
        gitHub.seeded().runner(acme, "mayfly-a", LABELS, SeededRegistrations.State.OFFLINE);
    long online = gitHub.seeded().runner(acme, "other-b", LABELS, SeededRegistrations.State.ONLINE);
    long busy = gitHub.seeded().runner(acme, "foreign", LABELS, SeededRegistrations.State.BUSY);

    assertThat(seen(offline)).isEqualTo("mayfly-a offline false");
    assertThat(seen(online)).isEqualTo("other-b online false");
    assertThat(seen(busy)).isEqualTo("foreign online true");
    assertThat(api.send("DELETE", RUNNERS + "/" + busy, "").statusCode()).isEqualTo(422);
    assertThat(api.send("DELETE", RUNNERS + "/" + online, "").statusCode()).isEqualTo(204);
    assertThat(api.send("DELETE", RUNNERS + "/" + offline, "").statusCode()).isEqualTo(204);
  }

  @Test
  void takeNoJob() throws Exception {
    api.control("POST", "/_runners?scope=orgs/acme&name=idle&state=online", "");

    gitHub.queue("jobs: {b: {runs-on: self-hosted, steps: [{run: x}]}}", "acme/app");

    assertThat(api.control("GET", "/_runners", "").body()).contains("idle", "busy=false");
    assertThat(gitHub.jobs().get(0).status()).isEqualTo("queued");
  }

  private String seen(long id) throws Exception {
    var runner = SharedData.parse(api.send("GET", RUNNERS + "/" + id, "").body());
    return runner.path("name").asText()
        + " "
        + runner.path("status").asText()
        + " "
        + runner.path("busy").asBoolean();
  }
}
