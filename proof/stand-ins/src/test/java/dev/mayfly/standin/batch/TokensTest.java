package dev.mayfly.standin.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.standin.batch.BatchStandIn.Settings;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An account that takes tokens of Entra ID alone. */
@Tag("server")
class TokensTest {

  private static final String JOBS = "/jobs?" + SignedHttp.VERSION;

  @AutoClose private final BatchStandIn batch = TestAccount.start(Map.of(), Settings.DEFAULT);
  private final OkHttpClient http = new OkHttpClient();

  @BeforeEach
  void requireTokens() {
    batch.tokens().require();
  }

  @Test
  void aTokenOfTheStandInsOwnEndpointOpensTheAccount() throws IOException {
    assertThat(get("Bearer " + managed("https://batch.core.windows.net/"))).startsWith("200");
    assertThat(get("Bearer " + application("https://batch.core.windows.net//.default")))
        .startsWith("200");
    assertThat(batch.tokens().used()).isEqualTo(2);
  }

  @Test
  void aTokenForSomethingElseDoesNot() throws IOException {
    assertThat(get("Bearer " + managed("https://management.azure.com/")))
        .startsWith("401")
        .contains("InvalidAuthenticationInfo", "for https://management.azure.com/");
    assertThat(batch.tokens().used()).isZero();
  }

  @Test
  void aTokenThatHasExpiredDoesNot() throws IOException {
    String token = managed("https://batch.core.windows.net/");

    batch.advance(Duration.ofHours(1));

    assertThat(get("Bearer " + token)).startsWith("401").contains("the token expired at");
  }

  @Test
  void neitherDoesAStrangersTokenNorNoneNorTheKey() throws IOException {
    assertThat(get("Bearer t0ken")).startsWith("401").contains("not issued by this stand-in");
    assertThat(get(null)).startsWith("401").contains("AuthenticationFailed");
    assertThat(TestAccount.http(batch).send("GET", JOBS, null).status()).isEqualTo(403);
  }

  private String get(@Nullable String authorization) throws IOException {
    Request.Builder request = new Request.Builder().url(batch.url() + JOBS);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    try (Response answer = http.newCall(request.build()).execute()) {
      return answer.code() + " " + answer.body().string();
    }
  }

  private String managed(String audience) throws IOException {
    return token(
        new Request.Builder()
            .url(
                batch.url()
                    + "/_entra/msi/token?api-version=2019-08-01&resource="
                    + URLEncoder.encode(audience, StandardCharsets.UTF_8))
            .header("X-IDENTITY-HEADER", "h3ader")
            .build());
  }

  private String application(String scope) throws IOException {
    return token(
        new Request.Builder()
            .url(batch.url() + "/_entra/acme.example/oauth2/v2.0/token")
            .post(
                new FormBody.Builder()
                    .add("grant_type", "client_credentials")
                    .add("scope", scope)
                    .build())
            .build());
  }

  private String token(Request request) throws IOException {
    try (Response answer = http.newCall(request).execute()) {
      String body = answer.body().string();
      assertThat(answer.code()).as(body).isEqualTo(200);
      return Objects.requireNonNull(
          new ObjectMapper().readTree(body).path("access_token").textValue());
    }
  }
}
