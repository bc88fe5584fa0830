package dev.mayfly.worker.forge.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.JitConfig;
import dev.mayfly.worker.forge.auth.RegistrationToken;
import dev.mayfly.worker.forge.auth.TokenAuth;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.failure.ApplicationFailure;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class ForgeExceptionTest {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final long RESET = ForgeScript.NOW.plusSeconds(90).getEpochSecond();

  @AutoClose private final ForgeScript forge = new ForgeScript();
  private final ForgeClient client = forge.client();

  @Test
  void saysWhatWasTriedAndWhatCameBack() {
    forge.answers(
        422, "{\"message\":\"Invalid request.\\n\\nNo labels\"}", "X-GitHub-Request-Id: 8F2A:1");

    ForgeException e = minting();

    assertThat(e)
        .hasMessage(
            "POST /orgs/acme/actions/runners/generate-jitconfig → 422, request 8F2A:1:"
                + " Invalid request. No labels");
    assertThat(e.status()).isEqualTo(422);
    assertThat(e.requestId()).isEqualTo("8F2A:1");
  }

  @ParameterizedTest
  @CsvSource({
    "401, PoolFault, true",
    "403, PoolFault, true",
    "404, PoolFault, true",
    "400, Refused, true",
    "409, Refused, true",
    "410, Refused, true",
    "422, Refused, true",
    "408, Unavailable, false",
    "429, Unavailable, false",
    "500, Unavailable, false",
    "502, Unavailable, false",
    "503, Unavailable, false"
  })
  void isClassifiedOnce(int status, String type, boolean nonRetryable) {
    forge.answers(status, "{\"message\":\"no\"}", "X-RateLimit-Remaining: 4999");
    forge.answers(status, "{\"message\":\"no\"}"); // OkHttp asks once more after a 408

    ApplicationFailure failure = minting().toFailure();

    assertThat(failure.getType()).isEqualTo(type);
    assertThat(failure.isNonRetryable()).isEqualTo(nonRetryable);
  }

  @ParameterizedTest
  @CsvSource({
    "403, Retry-After: 17, 17",
    "429, Retry-After: 17, 17",
    "503, Retry-After: 17, 17",
    "429, X-Other: 1, 60",
    "403, 'X-RateLimit-Remaining: 0', 60",
    "500, X-Other: 1,"
  })
  void waitsAsLongAsTheForgeAsks(int status, String header, @Nullable Long seconds) {
    forge.answers(status, "{}", header);

    ForgeException e = minting();

    assertThat(e.isByLimit()).isEqualTo(status < 500);

    assertThat(e.toFailure().getType()).isEqualTo(FailureType.UNAVAILABLE);
    assertThat(e.toFailure().getNextRetryDelay())
        .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
  }

  @Test
  void aPageOfAProxyIsNotTheForgesRefusal() {
    forge.answers(403, "<html><body>Access denied by policy</body></html>");

    ForgeException e = minting();

    assertThat(e.toFailure().getType()).isEqualTo(FailureType.UNAVAILABLE);
    assertThat(e).hasMessageContaining("403, a page that is not the forge's: does a proxy refuse?");
    assertThat(e).hasMessageNotContaining("policy");
  }

  @Test
  void aPageOfGitHubItselfIsItsRefusal() {
    forge.answers(403, "<html>no</html>", "X-GitHub-Request-Id: 8F2A:1");

    assertThat(minting().toFailure().getType()).isEqualTo(FailureType.POOL_FAULT);
  }

  @Test
  void waitsAQuarterOfAnHourAtMostForOneWhoAsksForADay() {
    forge.answers(429, "{}", "Retry-After: 100000");

    ForgeException e = minting();

    assertThat(e.retryAfter()).isEqualTo(Duration.ofMinutes(15));
    assertThat(e).hasMessageContaining("to be tried again in 100000 s");
  }

  @Test
  void anAnswerThatWouldFillTheMemoryIsNotRead() {
    forge.answers(200, "x".repeat((32 << 20) + 1));

    ForgeException e = minting();

    assertThat(e.toFailure().getType()).isEqualTo(FailureType.UNAVAILABLE);
    assertThat(e).hasMessageContaining("200 with more than 32 MiB, which are not read");
  }

  @Test
  void waitsForTheResetOfASpentLimit() {
    forge.answers(403, "{}", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: " + RESET);

    assertThat(minting().retryAfter()).isEqualTo(Duration.ofSeconds(91));
  }

  @Test
  void waitsAMinuteForASecondaryLimitWhateverThePrimaryOneSays() {
    forge.answers(
        403,
        "{\"message\":\"You have exceeded a secondary rate limit.\"}",
        "X-RateLimit-Remaining: 4000",
        "X-RateLimit-Reset: " + RESET);

    assertThat(minting().retryAfter()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void namesThePermissionThatIsLikelyMissing() {
    forge.answers(404, "{\"message\":\"Not Found\"}").answers(403, "{}").answers(403, "{}");

    assertThat(minting()).hasMessageContaining("organization_self_hosted_runners");
    assertThat(mintingIn(Scope.ofRepository("acme/app"))).hasMessageContaining("administration");
    assertThat(mintingIn(Scope.ofEnterprise("big"))).hasMessageContaining("manage_runners");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Resource not accessible by integration"
            + " | organization_self_hosted_runners=write"
            + " | needs the permission organization_self_hosted_runners: write",
        "Resource not accessible by personal access token"
            + " | contents=read,actions=read; administration=write"
            + " | needs the permission contents: read and actions: read, or administration: write"
      })
  void namesThePermissionThatTheForgeNames(String message, String header, String said) {
    forge.answers(
        403, "{\"message\":\"" + message + "\"}", "X-Accepted-GitHub-Permissions: " + header);

    assertThat(minting())
        .hasMessage(
            "POST /orgs/acme/actions/runners/generate-jitconfig → 403: "
                + message
                + " ("
                + said
                + ")");
  }

  @Test
  void namesTheScopesOfAClassicTokenAndThoseThatItHas() {
    forge.answers(
        404,
        "{\"message\":\"Not Found\"}",
        "X-Accepted-OAuth-Scopes: admin:org",
        "X-OAuth-Scopes: repo, workflow");

    assertThat(minting())
        .hasMessageContaining("does the organization exist")
        .hasMessageContaining(
            "It needs one of the scopes admin:org; the token has repo, workflow)");
  }

  @Test
  void aCredentialThatTheForgeDoesNotKnowIsNamedAndTheOrganizationIsNotBlamed() {
    forge.answers(401, "{\"message\":\"Bad credentials\"}");

    assertThat(minting())
        .hasMessageContaining("Bad credentials (the forge does not know the credential, token: is")
        .hasMessageNotContaining("organization");
  }

  @Test
  void anotherTokenOnDiskIsUsedByTheNextCallAndAfterARefusal() {
    AtomicReference<String> token = new AtomicReference<>("ghp_old");
    ForgeClient rotating =
        new ForgeClient(
            new OkHttpClient(),
            URI.create(forge.url("/api/v3")),
            new TokenAuth(() -> forge.requests() == 0 ? "ghp_old" : requireNonNull(token.get())),
            () -> ForgeScript.NOW);
    token.set("ghp_new");
    forge.answers(401, "{}").answers(404, "{}").answers(401, "{}");

    assertThat(rotating.runner(ACME, 5)).isEmpty();
    ForgeException e = catchThrowableOfType(ForgeException.class, () -> rotating.runner(ACME, 5));

    assertThat(forge.asked().getHeaders().get("Authorization")).isEqualTo("Bearer ghp_old");
    assertThat(forge.asked().getHeaders().get("Authorization")).isEqualTo("Bearer ghp_new");
    assertThat(e.status()).isEqualTo(401);
    assertThat(forge.requests()).as("the same token is not tried twice").isEqualTo(3);
  }

  @Test
  void isWorthAnotherTryWithoutAnAnswer() {
    forge.close();

    ForgeException e = minting();

    assertThat(e.toFailure().getType()).isEqualTo(FailureType.UNAVAILABLE);
    assertThat(e.toFailure().isNonRetryable()).isFalse();
    assertThat(e).hasMessageStartingWith("POST /orgs/acme/actions/runners/generate-jitconfig → no");
  }

  @Test
  void isWorthAnotherTryWhenAProxyAnswersInstead() {
    forge.answers(201, "<html>sign in</html>");

    assertThat(minting().kind()).isEqualTo(ForgeException.Kind.UNAVAILABLE);
  }

  @Test
  void neverFollowsARedirectToAnotherHost() {
    try (ForgeScript evil = new ForgeScript()) {
      forge.answers(307, "", "Location: " + evil.url("/api/v3/orgs/acme/actions/runners"));

      assertThat(minting().kind()).isEqualTo(ForgeException.Kind.POOL_FAULT);
      assertThat(evil.requests()).isZero();
    }
  }

  @Test
  void followsARedirectOnItsOwnHost() {
    forge
        .answers(301, "", "Location: /api/v3/repositories/7/actions/jobs/5")
        .answers(200, "{\"status\":\"queued\"}");

    client.job("acme/old-name", 5);

    forge.asked();
    assertThat(forge.askedLine()).isEqualTo("GET /api/v3/repositories/7/actions/jobs/5");
  }

  @Test
  void givesUpOnRedirectsWithoutEnd() {
    for (int i = 0; i < 5; i++) {
      forge.answers(307, "", "Location: /api/v3/round");
    }

    assertThat(minting().status()).isEqualTo(307);
    assertThat(forge.requests()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 422, 500})
  void neverShowsTheTokenThoughTheForgeRepeatsIt(int status) {
    forge.answers(status, "{\"message\":\"bad token " + ForgeScript.PAT + "\"}");

    ForgeException e = minting();

    assertThat(e.toString()).contains("bad token ***").doesNotContain(ForgeScript.PAT);
    assertThat(e.toFailure().toString()).doesNotContain(ForgeScript.PAT);
  }

  @Test
  void showsNoSecretInAnyText() {
    assertThat(new TokenAuth(ForgeScript.PAT).toString()).isEqualTo("TokenAuth[***]");
    assertThat(new RegistrationToken("AABF3", null).toString()).doesNotContain("AABF3");
    assertThat(new JitConfig("abc123", 1).toString()).doesNotContain("abc123");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ghp_x\n", "", " ", "ghp x", "ghp_é"})
  void refusesATokenThatNoHeaderCanCarryWithoutShowingIt(String token) {
    IllegalArgumentException e =
        catchThrowableOfType(IllegalArgumentException.class, () -> new TokenAuth(token));

    assertThat(e).hasMessageContaining("printable ASCII").hasMessageNotContaining("ghp");
  }

  private ForgeException minting() {
    return mintingIn(ACME);
  }

  private ForgeException mintingIn(Scope scope) {
    return catchThrowableOfType(
        ForgeException.class, () -> client.jitConfig(scope, "r-1", List.of("self-hosted"), 1));
  }
}
