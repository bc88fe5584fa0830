package dev.mayfly.standin.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.SignedIn;
import dev.mayfly.worker.forge.auth.TokenAuth;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.RequestLimiter;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The worker's real client, asking the stand-in about its own token. */
@Tag("server")
class SignedInTest {

  private static final Scope ACME = Scope.ofOrganization("acme");

  @AutoClose private final GitHubStandIn gitHub = GitHubStandIn.start(StandInSettings.DEFAULT);

  private ForgeClient client(String token) {
    InstantSource clock = InstantSource.system();
    return new ForgeClient(
        new OkHttpClient(),
        new Forge(gitHub.apiUrl(), gitHub.webUrl(), List.of(ACME)),
        new TokenAuth(token),
        new RequestLimiter("github", 5000, true, new MetricRegistry(), clock),
        clock);
  }

  private SignedIn signedIn() {
    return client(StandInSettings.DEFAULT.token()).signedIn().get(0);
  }

  @Test
  void aClassicTokenIsToldItsScopesItsLimitAndItsEnd() {
    gitHub.faults().expireToken(Instant.parse("2027-01-02T03:04:05Z"));

    SignedIn told = signedIn();

    assertThat(told.kind()).isEqualTo("classic token");
    assertThat(told.scopes())
        .containsExactlyInAnyOrder(
            "admin:org", "admin:org_hook", "manage_runners:enterprise", "repo");
    assertThat(told.expiresAt()).isEqualTo("2027-01-02T03:04:05Z");
    assertThat(told.limit()).isEqualTo(15_000);
    assertThat(told.remaining()).as("asking is free").isEqualTo(15_000);
    assertThat(signedIn().permissions()).isEmpty();
  }

  @Test
  void aScopeThatIsMissingIsNamed() {
    gitHub.faults().grant("repo");

    ForgeException refused =
        catchThrowableOfType(
            ForgeException.class, () -> client(StandInSettings.DEFAULT.token()).runners(ACME));

    assertThat(signedIn().scopes()).containsExactly("repo");
    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused)
        .hasMessageContaining("needs one of the scopes admin:org; the token has repo");
  }

  @Test
  void whatIsNoTokenIsRefused() {
    ForgeException refused =
        catchThrowableOfType(ForgeException.class, () -> client("wrong").signedIn());

    assertThat(refused.status()).isEqualTo(401);
  }
}
