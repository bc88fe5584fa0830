package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.console.signin.SignIn;
import dev.mayfly.workflows.life.Outcome;
import java.net.CookieManager;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The console's REST of a whole Mayfly, on a server that lists workflows. */
@Tag("server")
class ConsoleEndToEndTest {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  @RegisterExtension final Stack stack = new Stack();

  /** An answer: its status, and its body. */
  private record Answer(int status, JsonNode body) {}

  private Answer get(String path) {
    return ask(request(path));
  }

  /** As a program on this machine does it, where nobody signs in. */
  private Answer post(String path, String body) {
    Answer session = ask(at("/session"));
    return ask(
        request(path)
            .POST(BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .header(SignIn.FORM_HEADER, session.body().path("formToken").asText()));
  }

  private HttpRequest.Builder request(String path) {
    return at("/api/v1/" + path);
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(stack.local().console().orElseThrow().resolve(path));
  }

  private static Answer ask(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), new ObjectMapper().readTree(answer.body()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String log(String ref) throws Exception {
    String path = "jobs/" + (ref.contains("/log") ? ref : ref + "/log");
    return HTTP.send(request(path).build(), BodyHandlers.ofString()).body();
  }

  private List<String> lives(String question) {
    List<String> lives = new ArrayList<>();
    get("jobs?" + question)
        .body()
        .path("jobs")
        .forEach(job -> lives.add(job.path("life").asText()));
    return lives;
  }

  @Test
  void jobsAreListedExplainedAndToldWhatIsWishedOfThem() throws Exception {
    stack.start(Stack.onRealTemporal().withMaxRunners(1).withConsole());
    long first = stack.queueUntilGo();
    stack.awaitRunning(first);
    long second = stack.queue("true");
    String firstLife = "mayfly-github-" + first;
    String secondLife = "mayfly-github-" + second;

    stack.until("both are listed", () -> lives("state=open").size() == 2);
    stack.until("one runs", () -> lives("phase=running&pool=ubuntu").equals(List.of(firstLife)));
    assertThat(lives("repository=acme/app&since=1h")).contains(firstLife, secondLife);
    assertThat(lives("repository=acme/other")).isEmpty();
    Answer part = get("jobs?limit=1");
    assertThat(part.body().path("jobs")).hasSize(1);
    assertThat(lives("limit=1&cursor=" + part.body().path("cursor").asText()))
        .isNotEmpty()
        .doesNotContain(part.body().at("/jobs/0/life").asText());

    stack.until(
        "the other has asked for its turn",
        () -> get("jobs/" + second).body().at("/explanation/situation").asText().equals("AtCap"));
    String runner = Objects.requireNonNull(stack.job(first).runner());
    for (String ref : List.of("" + first, runner, first + "/log?attempt=1")) {
      assertThat(log(ref)).contains("Connected to the stand-in forge as " + runner);
    }
    assertThat(get("jobs/" + second + "/log").body().path("title").asText())
        .isEqualTo("No log yet");
    String page = "https://forge/acme/app/actions/runs/1/job/" + first + "?pr=1";
    for (String ref : List.of("" + first, firstLife, runner, URLEncoder.encode(page, UTF_8))) {
      assertThat(get("jobs/" + ref + "/explanation").body().path("state").asText())
          .as(ref)
          .isEqualTo("RUNNING");
    }
    Answer job = get("jobs/" + second);
    assertThat(job.body().at("/explanation/situation").asText()).isEqualTo("AtCap");
    assertThat(job.body().at("/explanation/since").asText()).endsWith("Z");
    assertThat(job.body().at("/facts/life/job/repository").asText()).isEqualTo("acme/app");
    assertThat(job.body().path("temporal").asText()).endsWith("/workflows/" + secondLife);

    assertThat(get("pools").body().at("/pools/0/status/maxRunners").asInt()).isEqualTo(1);
    assertThat(post("pools/ubuntu/pause", "{\"reason\": \"maintenance\"}").status()).isEqualTo(200);
    assertThat(get("pools/ubuntu").body().at("/status/pause/cause").asText())
        .isEqualTo("maintenance");
    assertThat(get("pools/ubuntu").body().path("phase").asText()).isEqualTo("PAUSED");
    assertThat(post("pools/ubuntu/resume", "{\"reason\": \"done\"}").status()).isEqualTo(200);
    assertThat(get("pools/gpu").status()).isEqualTo(404);

    assertThat(post("jobs/" + second + "/release", "{\"reason\": \"x\"}"))
        .satisfies(it -> assertThat(it.status()).isEqualTo(409))
        .satisfies(it -> assertThat(it.body().path("detail").asText()).contains("in quarantine"));
    assertThat(post("jobs/77/cancel", "{\"reason\": \"x\"}").status()).isEqualTo(404);
    assertThat(post("jobs/" + second + "/cancel", "{\"reason\": \"wrong branch\"}").body())
        .hasToString(
            "{\"said\":\"cancelled: nothing more is provided; a runner with a job is watched to its end\"}");
    assertThat(stack.outcome(second)).isInstanceOf(Outcome.Cancelled.class);
    assertThat(stack.lives().history(second).toString())
        .contains("wrong branch", "anybody on this machine");
    assertThat(post("jobs/" + second + "/cancel", "{\"reason\": \"x\"}").status()).isEqualTo(409);

    stack.local().stopWorker();
    assertThat(get("jobs/" + first + "/explanation").body().path("situation").asText())
        .isEqualTo("NoWorker");
    assertThat(get("pools/ubuntu").body().path("status").isNull()).isTrue();
    stack.local().startWorker();
    stack.go();
    stack.isCompleted(first);
    stack.until("it is over", () -> lives("state=over").contains(firstLife));
  }
}
