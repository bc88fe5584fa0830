package dev.mayfly.standin.forge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The faults that a person switches by hand, over HTTP. */
@Tag("server")
class FaultsTest {

  @AutoClose private final GitHubStandIn gitHub = GitHubStandIn.start(StandInSettings.DEFAULT);
  private final Api api = Api.of(gitHub);

  @Test
  void areSwitchedOnAndHealedOverHttp() throws Exception {
    assertThat(api.control("PUT", "/_faults", "answer=502\ncount=2\nlatency=0.01s").statusCode())
        .isEqualTo(204);

    assertThat(api.send("GET", "/rate_limit", "").statusCode()).isEqualTo(502);
    assertThat(api.control("DELETE", "/_faults", "").statusCode()).isEqualTo(204);
    assertThat(api.send("GET", "/rate_limit", "").statusCode()).isEqualTo(200);
  }

  @Test
  void areRefusedWhenNobodyKnowsThem() throws Exception {
    var unknown = api.control("PUT", "/_faults", "meteor=1");

    assertThat(unknown.statusCode()).isEqualTo(422);
    assertThat(unknown.body()).contains("no such fault: meteor");
    assertThat(api.control("PUT", "/_faults", "delay=soon").body()).contains("delay=soon");
  }

  @Test
  void leaveAPersonFreeToQueueAndLook() throws Exception {
    var queued =
        api.control("POST", "/_queue?repo=acme/web", "jobs: {build: {runs-on: self-hosted}}");

    assertThat(queued.statusCode()).isEqualTo(200);
    assertThat(queued.body()).matches("108775\\d+\n");
    assertThat(api.control("GET", "/_jobs", "").body()).contains("acme/web", "queued");
    assertThat(api.control("POST", "/_queue", "jobs: {}").statusCode()).isEqualTo(422);
  }
}
