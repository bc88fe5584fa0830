package dev.mayfly.standin.forge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cost of a request, and the refusal of those beyond the limit. */
@Tag("server")
class RateLimitTest {

  private static final String RUNS = "/repos/acme/app/actions/runs?status=queued";
  private static final String WORKFLOW = "jobs: {b: {runs-on: self-hosted, steps: [{run: x}]}}";

  private final MovableClock clock = new MovableClock();

  @AutoClose
  private final GitHubStandIn gitHub =
      GitHubStandIn.start(StandInSettings.DEFAULT.withRateLimit(3), clock);

  private final Api api = Api.of(gitHub);

  @Test
  void whatHasNotChangedIsAnsweredByA304ThatIsFreeAndEmpty() throws Exception {
    String tag = tagOf(api.send("GET", RUNS, ""));

    HttpResponse<String> same = api.getIfChanged(RUNS, tag);
    gitHub.queue(WORKFLOW, "acme/app");
    HttpResponse<String> other = api.getIfChanged(RUNS, tag);

    assertThat(tag).matches("\"[0-9a-f]{64}\"");
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(same.headers().firstValue("X-RateLimit-Remaining")).hasValue("2");
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(tagOf(other)).isNotEqualTo(tag);
    assertThat(gitHub.hour().used()).isEqualTo(2);
    assertThat(gitHub.hour().notModified()).isEqualTo(1);
    assertThat(gitHub.hour().total()).isEqualTo(3);
  }

  @Test
  void whatIsTooMuchIsRefusedUntilTheHourIsOver() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(api.send("GET", RUNS, "").statusCode()).isEqualTo(200);
    }

    HttpResponse<String> refused = api.send("GET", RUNS, "");
    HttpResponse<String> limit = api.send("GET", "/rate_limit", "");
    clock.pass(Duration.ofHours(1));
    HttpResponse<String> served = api.send("GET", RUNS, "");

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().firstValue("X-RateLimit-Remaining")).hasValue("0");
    assertThat(refused.headers().firstValue("X-RateLimit-Reset"))
        .hasValue(String.valueOf(clock.instant().getEpochSecond()));
    assertThat(limit.statusCode()).as("asking for the limit is free").isEqualTo(200);
    assertThat(served.headers().firstValue("X-RateLimit-Remaining")).hasValue("2");
  }

  @Test
  void countsAreShownToAPersonToo() throws Exception {
    api.send("GET", RUNS, "");

    assertThat(api.control("GET", "/_rate", "").body())
        .contains("limit=3, used=1, notModified=0, refused=0");
  }

  private static String tagOf(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }
}
