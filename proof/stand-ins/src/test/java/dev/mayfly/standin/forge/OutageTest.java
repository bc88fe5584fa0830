package dev.mayfly.standin.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.standin.forge.fault.Outage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Times in which the forge answers nobody, by a clock that the test moves. */
@Tag("server")
class OutageTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String RUNNERS = "/orgs/acme/actions/runners";

  private final MovableClock clock = new MovableClock();
  private final Instant began = clock.instant();

  @AutoClose
  private final GitHubStandIn gitHub = GitHubStandIn.start(StandInSettings.DEFAULT, clock);

  private final Api api = Api.of(gitHub);

  @Test
  void endsByItselfAndHasWrittenDownWhatItMet() throws Exception {
    gitHub.faults().begin(Outage.ofApi(Outage.Kind.SERVER_ERRORS, LONG));

    assertThat(api.send("GET", RUNNERS, "").statusCode()).isEqualTo(500);
    clock.pass(Duration.ofSeconds(5));
    assertThat(api.send("GET", "/repos/acme/app/actions/runs", "").statusCode()).isEqualTo(500);
    assertThat(api.send("GET", "/rate_limit", "").statusCode()).isEqualTo(500);
    clock.pass(Duration.ofSeconds(25));
    assertThat(api.send("GET", RUNNERS, "").statusCode()).isEqualTo(200);

    Outage.Log log = gitHub.faults().outages().get(0);
    assertThat(log.began()).isEqualTo(began);
    assertThat(log.ended()).isEqualTo(began.plus(LONG));
    assertThat(log.requests())
        .containsExactly(
            new Outage.Request(began, "orgs/acme", "GET /api/v3/orgs/acme/actions/runners"),
            new Outage.Request(
                began.plusSeconds(5), "repos/acme/app", "GET /api/v3/repos/acme/app/actions/runs"),
            new Outage.Request(began.plusSeconds(5), "", "GET /api/v3/rate_limit"));
  }

  @Test
  void ofTheRateLimitSaysWhenItEnds() throws Exception {
    gitHub.faults().begin(Outage.ofApi(Outage.Kind.RATE_LIMITED, Duration.ofMillis(1500)));

    HttpResponse<String> answer = api.send("GET", RUNNERS, "");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("X-RateLimit-Remaining")).hasValue("0");
    assertThat(answer.headers().firstValue("X-RateLimit-Reset"))
        .as("the first whole second after it")
        .hasValue(String.valueOf(began.plusSeconds(2).getEpochSecond()));
  }

  @Test
  void dropsConnectionsWithoutAnAnswer() throws Exception {
    gitHub.faults().begin(Outage.ofApi(Outage.Kind.DROPPED, LONG));

    assertThatThrownBy(() -> api.send("POST", RUNNERS + "/registration-token", "{}"))
        .isInstanceOf(IOException.class);

    assertThat(gitHub.faults().outages().get(0).requests())
        .extracting(Outage.Request::line)
        .contains("POST /api/v3/orgs/acme/actions/runners/registration-token");
    gitHub.faults().heal();
    assertThat(api.send("GET", RUNNERS, "").statusCode()).isEqualTo(200);
  }

  @Test
  void leavesTheRunnersAloneUnlessItIsToHitThem() throws Exception {
    String mint = api.send("POST", RUNNERS + "/registration-token", "").body();
    String token = SharedData.parse(mint).path("token").asText();
    FakeRunner runner = new FakeRunner(gitHub, token, "acme", "r-1", "self-hosted");

    gitHub.faults().begin(Outage.ofApi(Outage.Kind.SERVER_ERRORS, LONG));
    int spared = runner.tell("heartbeat");
    gitHub.faults().begin(new Outage(Outage.Kind.SERVER_ERRORS, LONG, true));
    int hit = runner.tell("heartbeat");

    assertThat(spared).isEqualTo(200);
    assertThat(hit).isEqualTo(500);
    assertThat(gitHub.faults().outages()).hasSize(2);
  }

  @Test
  void isSwitchedOnAndLookedAtByHand() throws Exception {
    api.control("PUT", "/_faults", "outage=20s\noutageKind=403\n");
    api.send("GET", RUNNERS, "");

    String seen = api.control("GET", "/_outages", "").body();

    assertThat(seen)
        .isEqualTo(
            """
            RATE_LIMITED from 2026-03-01T12:00:00Z to 2026-03-01T12:00:20Z
              2026-03-01T12:00:00Z GET /api/v3/orgs/acme/actions/runners
            """);
    assertThat(api.control("PUT", "/_faults", "outage=1s\noutageKind=flood").body())
        .contains("outageKind is one of 500, 403, drop");
  }
}
