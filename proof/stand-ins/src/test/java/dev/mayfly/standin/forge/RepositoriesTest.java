package dev.mayfly.standin.forge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Thousands of repositories, as an organization's list shows them. */
class RepositoriesTest {

  private static final Pattern NEXT = Pattern.compile("<[^>]*/api/v3([^>]*)>; rel=\"next\"");

  private final MovableClock clock = new MovableClock();

  @AutoClose
  private final GitHubStandIn gitHub = GitHubStandIn.start(StandInSettings.DEFAULT, clock);

  private final Api api = Api.of(gitHub);

  @Test
  void areListedAHundredAtATimeFromTheOneThatWasPushedToLast() throws Exception {
    assertThat(api.control("POST", "/_repositories?count=2000", "").statusCode()).isEqualTo(204);
    clock.pass(Duration.ofMinutes(1));
    gitHub.repositories().push("acme/repo-1234");

    List<String> names = new ArrayList<>();
    int pages = 0;
    String path = "/orgs/acme/repos?sort=pushed&direction=desc&per_page=100";
    while (path != null) {
      HttpResponse<String> page = api.send("GET", path, "");
      pages++;
      SharedData.parse(page.body()).forEach(one -> names.add(one.path("full_name").asText()));
      Matcher next = NEXT.matcher(page.headers().firstValue("Link").orElse(""));
      path = next.find() ? next.group(1) : null;
    }

    assertThat(pages).isEqualTo(21);
    assertThat(names).hasSize(2001).doesNotHaveDuplicates();
    assertThat(names).startsWith("acme/repo-1234");
  }

  @Test
  void tellWhetherTheyAreArchivedAndWhenTheyWerePushedTo() throws Exception {
    gitHub.repositories().create("acme", "old-", 1);
    gitHub.repositories().archive("acme/old-1");

    JsonNode listed =
        SharedData.parse(api.send("GET", "/orgs/acme/repos?sort=pushed&direction=asc", "").body())
            .path(0);
    JsonNode one = SharedData.parse(api.send("GET", "/repos/acme/old-1", "").body());

    assertThat(one).isEqualTo(listed);
    assertThat(one.path("archived").asBoolean()).isTrue();
    assertThat(one.path("disabled").asBoolean(true)).isFalse();
    assertThat(one.path("pushed_at").asText()).isEqualTo("2026-02-28T12:00:00Z");
    assertThat(one.at("/owner/login").asText()).isEqualTo("acme");
    assertThat(one.path("name").asText()).isEqualTo("old-1");
    assertThat(one.path("id").canConvertToLong()).isTrue();
    assertThat(api.send("GET", "/repos/acme/none", "").statusCode()).isEqualTo(404);
  }

  @Test
  void lookLikeThoseOfARunWhichGitHubDescribes() throws Exception {
    String body = api.send("GET", "/repos/acme/app", "").body();

    assertThat(SharedData.faultsOfRepository(body)).isEmpty();
  }
}
