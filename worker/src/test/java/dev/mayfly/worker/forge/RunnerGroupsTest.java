package dev.mayfly.worker.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.worker.forge.auth.TokenAuth;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeScript;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class RunnerGroupsTest {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final String GROUPS = "/api/v3/orgs/acme/actions/runner-groups";
  private static final String NONE = "{\"total_count\":0,\"runner_groups\":[]}";
  private static final String SECURE =
      "{\"total_count\":1,\"runner_groups\":[{\"id\":9,\"name\":\"Secure\"}]}";

  @AutoClose private final ForgeScript forge = new ForgeScript();
  private Instant now = ForgeScript.NOW;
  private final ForgeClient client =
      new ForgeClient(
          new OkHttpClient(),
          URI.create(forge.url("/api/v3")),
          new TokenAuth(ForgeScript.PAT),
          () -> now);

  @Test
  void asksWhichGroupsARepositoryMayUseOnceInFiveMinutes() {
    forge.answers(200, SECURE).answers(200, SECURE).answers(200, SECURE);

    assertThat(client.whyNotServed(job("acme/app", ACME), "secure")).isEmpty();
    assertThat(client.runnerGroupId(ACME, "secure")).as("known by the same answer").isEqualTo(9);
    assertThat(client.whyNotServed(job("acme/app", ACME), "secure")).isEmpty();
    assertThat(client.whyNotServed(job("acme/site", ACME), "secure")).isEmpty();
    assertThat(forge.requests()).isEqualTo(2);

    now = now.plus(Duration.ofMinutes(6));
    assertThat(client.whyNotServed(job("acme/app", ACME), "secure")).isEmpty();

    String by = GROUPS + "?visible_to_repository=";
    assertThat(forge.askedLine()).isEqualTo("GET " + by + "app&per_page=100");
    assertThat(forge.askedLine()).isEqualTo("GET " + by + "site&per_page=100");
    assertThat(forge.askedLine()).isEqualTo("GET " + by + "app&per_page=100");
  }

  @Test
  void aRepositoryThatIsAllowedLaterIsServedThen() {
    forge.answers(200, NONE).answers(200, SECURE).answers(200, SECURE);

    assertThat(client.whyNotServed(job("acme/site", ACME), "Secure"))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .startsWith("runner group Secure of orgs/acme does not serve repository")
                    .contains("acme/site", "Runner groups", "Allow public repositories"));

    now = now.plus(Duration.ofMinutes(6));
    assertThat(client.whyNotServed(job("acme/site", ACME), "Secure")).isEmpty();
    assertThat(client.groupInWords(job("acme/site", ACME), "Secure"))
        .contains(
            "runner group Secure of orgs/acme, which served repository acme/site when its token was"
                + " made");
  }

  @Test
  void aGroupThatDoesNotExistIsThePoolsFault() {
    forge.answers(200, NONE).answers(200, NONE);

    assertThatThrownBy(() -> client.whyNotServed(job("acme/app", ACME), "secure"))
        .isInstanceOfSatisfying(
            ForgeException.class,
            e -> assertThat(e.kind()).isEqualTo(ForgeException.Kind.POOL_FAULT))
        .hasMessage("runner group secure not in orgs/acme");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void whatMayNotListGroupsGoesOnWithoutAskingAgainAtOnce(int status) {
    forge.answers(status, "{\"message\":\"Resource not accessible\"}");

    assertThat(client.whyNotServed(job("acme/app", ACME), "secure")).isEmpty();
    assertThat(client.whyNotServed(job("acme/app", ACME), "secure")).isEmpty();

    assertThat(client.groupInWords(job("acme/app", ACME), "secure"))
        .contains("runner group secure of orgs/acme; whom it serves, the credential may not read");
    assertThat(forge.requests()).isEqualTo(1);
  }

  @Test
  void aForgeThatDoesNotAnswerIsAskedAgainByTheStep() {
    forge.answers(502, "");

    assertThatThrownBy(() -> client.whyNotServed(job("acme/app", ACME), null))
        .isInstanceOfSatisfying(
            ForgeException.class,
            e -> assertThat(e.kind()).isEqualTo(ForgeException.Kind.UNAVAILABLE));
  }

  @Test
  void anEnterprisesGroupsAreAskedForTheRepositorysOrganization() {
    forge.answers(200, SECURE);

    assertThat(client.whyNotServed(job("acme/app", Scope.ofEnterprise("big")), "secure")).isEmpty();

    assertThat(forge.askedLine())
        .isEqualTo(
            "GET /api/v3/enterprises/big/actions/runner-groups?visible_to_organization=acme"
                + "&per_page=100");
  }

  @Test
  void aRepositorysOwnRunnersHaveNoGroup() {
    JobRef job = job("acme/app", Scope.ofRepository("acme/app"));

    assertThat(client.whyNotServed(job, null)).isEmpty();
    assertThat(client.groupInWords(job, null)).isEmpty();
    assertThat(forge.requests()).isZero();
  }

  private static JobRef job(String repository, Scope scope) {
    return new JobRef("github", 5, 4, repository, scope, "build", null, null);
  }
}
