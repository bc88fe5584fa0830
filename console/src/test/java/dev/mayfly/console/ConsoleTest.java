package dev.mayfly.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.console.signin.SignIn;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real service on ports of its own, where there is no Temporal. */
@Tag("server")
class ConsoleTest {

  private static final String ORIGIN = "https://temporal.example.com";
  private static final String FILE =
      """
      installation: mayfly
      temporal: {address: '127.0.0.1:1', encryptionKeys: {e1: {file: key}}}
      prices: {currency: EUR}
      codec: {uiOrigin: 'https://temporal.example.com', users: {alice: {file: alice}}}
      server:
        applicationConnectors: [{type: http, port: 0, bindHost: %s}]
        adminConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
        requestLog: {appenders: []}
      """;

  @TempDir static Path directory;

  private static final ConsoleApplication console = new ConsoleApplication();

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(directory.resolve("alice"), "alice-has-16-characters");
    Files.writeString(directory.resolve("key"), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    console.start(file("127.0.0.1"));
  }

  @AfterAll
  static void stop() {
    console.stop();
  }

  private static String file(String host) throws Exception {
    return Files.writeString(directory.resolve("console.yml"), FILE.formatted(host)).toString();
  }

  private static HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.port() + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString("{\"payloads\": []}"));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    // Of its own: the console ends a connection whose body it did not read, maybe just when a next
    // request is on its way.
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Returns what a program on this machine asks for before it changes something. */
  private static String[] token() throws Exception {
    HttpResponse<String> session = send("GET", "/session");
    String cookie = session.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    String token = new ObjectMapper().readTree(session.body()).path("formToken").asText();
    return new String[] {"Cookie", cookie, SignIn.FORM_HEADER, token};
  }

  @Test
  void nothingIsDoneWithoutAToken() throws Exception {
    HttpResponse<String> refused = send("POST", "/api/v1/pools/ubuntu/pause");

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("nothing was done");
  }

  @Test
  void eachPageSaysThatNobodySignsIn() throws Exception {
    assertThat(send("GET", "/").body()).contains("Nobody signs in here");
  }

  @ParameterizedTest
  @CsvSource({"/codec/decode, true", "/codec/encode, true", "/api/v1/jobs, false", "/, false"})
  void pagesOfTheWebUiMayAskTheCodecAlone(String path, boolean isOpen) throws Exception {
    HttpResponse<String> preflight =
        send("OPTIONS", path, "Origin", ORIGIN, "Access-Control-Request-Method", "POST");

    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin").isPresent())
        .isEqualTo(isOpen);
  }

  @Test
  void theCodecKnowsItsReadersOnly() throws Exception {
    assertThat(send("POST", "/codec/decode", "Origin", ORIGIN).statusCode()).isEqualTo(401);
    assertThat(
            send("POST", "/codec/decode", "Authorization", "Bearer alice-has-16-characters")
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | /api/v1/jobs?pool=A%27+OR+1 | 400 | pool",
        "GET  | /api/v1/jobs?repository=acme | 400 | repository",
        "GET  | /api/v1/jobs?phase=sleeping | 400 | phase",
        "GET  | /api/v1/jobs?since=yesterday | 400 | since",
        "GET  | /api/v1/jobs?limit=1001 | 400 | limit",
        "GET  | /api/v1/jobs?cursor=%21 | 400 | cursor",
        "GET  | /api/v1/jobs/nonsense | 400 | ref",
        "GET  | /api/v1/costs?by=team | 400 | by",
        "GET  | /api/v1/costs?since=2h&until=3h | 400 | until",
        "GET  | /api/v1/costs | 503 | ",
        "POST | /api/v1/jobs/7/cancel | 400 | reason",
        "POST | /api/v1/pools/ubuntu/pause | 400 | reason",
        "POST | /api/v1/sweeps/github | 400 | reason",
        "GET  | /api/v1/sweeps | 503 | ",
        "GET  | /api/v1/jobs/7/log?file=diag | 400 | file",
        "GET  | /api/v1/jobs/7/log?offset=-1 | 400 | offset",
        "GET  | /api/v1/jobs/7/log?attempt=first | 400 | attempt",
        "GET  | /api/v1/jobs/7/log | 501 | ",
        "GET  | /api/v1/jobs/other-github-7 | 404 | ",
        "POST | /api/v1/jobs/7/terminate | 404 | ",
        "GET  | /api/v1/jobs/https%3A%2F%2Fgithub.com%2Facme%2Fapp%2Factions%2Fruns%2F1%2Fjob%2F7 | 503 | ",
        "GET  | /api/v1/jobs | 503 | ",
      })
  void aRefusalIsAProblemThatNamesTheField(
      String method, String path, int status, @Nullable String field) throws Exception {
    String[] token = method.equals("POST") ? token() : new String[0];
    HttpResponse<String> refused = send(method, path, token);

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = new ObjectMapper().readTree(refused.body());
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("detail").asText()).isNotEmpty();
    assertThat(problem.path("field").asText(null)).isEqualTo(field);
  }

  @Test
  void aPageSaysThatTemporalIsAway() throws Exception {
    HttpResponse<String> start = send("GET", "/");

    assertThat(start.statusCode()).isEqualTo(200);
    assertThat(start.body()).contains("Temporal at 127.0.0.1:1 does not answer");
    assertThat(start.headers().firstValue("Content-Security-Policy")).isPresent();
    assertThat(send("GET", "/jobs/%3Cscript%3E").body())
        .contains("not a job: &lt;script&gt;")
        .doesNotContain("<script>&");
    assertThat(send("GET", "/events").body()).contains("event: changed", "retry: 2000");
    assertThat(send("GET", "/search?job=7").headers().firstValue("Location"))
        .hasValueSatisfying(it -> assertThat(it).endsWith("/jobs/mayfly-github-7"));
  }

  @Test
  void theDoctorSaysWhatIsWrongAlsoWhereTemporalIsAway() throws Exception {
    JsonNode found = new ObjectMapper().readTree(send("GET", "/api/v1/doctor").body());

    assertThat(found.path("faults").asInt()).isEqualTo(1);
    assertThat(found.at("/checks/1/check").asText()).isEqualTo("Temporal");
    assertThat(found.at("/checks/1/level").asText()).isEqualTo("fault");
    assertThat(found.at("/checks/1/fixes/0").asText()).contains("temporal.address");
    assertThat(found.at("/checks/2/says").asText()).isEqualTo("not asked: see Temporal");
  }

  @Test
  void withoutSignInItListensToThisMachineOnly() {
    assertThatThrownBy(() -> new ConsoleApplication().start(file("0.0.0.0")))
        .hasMessageContaining("nobody signs in");
  }
}
