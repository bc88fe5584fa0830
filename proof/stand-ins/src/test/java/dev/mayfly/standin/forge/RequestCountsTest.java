package dev.mayfly.standin.forge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The counts of requests that a stand-in tells. */
@Tag("server")
class RequestCountsTest {

  private static final String RUNNERS = "/orgs/acme/actions/runners";

  @AutoClose private final GitHubStandIn gitHub = GitHubStandIn.start(StandInSettings.DEFAULT);
  private final Api api = Api.of(gitHub);

  @Test
  void areByRouteWhoeverItIsAboutAndWhateverPageAndWhateverWasAnswered() throws Exception {
    api.send("GET", RUNNERS + "?per_page=100", "");
    api.send("GET", RUNNERS + "?per_page=100&page=2", "");
    api.send("GET", RUNNERS + "?name=r1", "");
    api.send("DELETE", RUNNERS + "/21", "");
    api.send("DELETE", "/repos/acme/app/actions/runners/22", "");
    api.control("PUT", "/_faults", "answer=502");
    api.send("GET", RUNNERS, "");

    assertThat(api.control("GET", "/_requests", "").body())
        .isEqualTo(
            """
            2 DELETE api/v3/{scope}/actions/runners/{id}
            1 GET (refused)
            2 GET api/v3/{scope}/actions/runners
            1 GET api/v3/{scope}/actions/runners?name
            1 PUT _faults
            """);
  }
}
