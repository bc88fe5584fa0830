package dev.mayfly.standin.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.service.command.Commands;
import dev.mayfly.standin.batch.BatchStandIn.Settings;
import dev.mayfly.standin.batch.SignedHttp.Answer;
import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-in's wire protocol, asked by bare HTTP. */
@Tag("server")
class BatchProtocolTest {

  // Long enough for what a slow machine asks meanwhile; the tests let it pass.
  private static final Duration TRANSITION = Duration.ofSeconds(10);
  private static final String V = "?" + SignedHttp.VERSION;

  @AutoClose
  private final BatchStandIn batch =
      TestAccount.start(
          Map.of("ok", List.of("true"), "sleeper", List.of("sleep", "300")),
          new Settings(Set.of("ubuntu-pool"), 1, 1, Duration.ofMillis(10), TRANSITION));

  private final SignedHttp http = TestAccount.http(batch);

  @BeforeEach
  void addJob() throws IOException {
    assertThat(
            http.send(
                    "POST", "/jobs" + V, "{\"id\":\"J\",\"poolInfo\":{\"poolId\":\"ubuntu-pool\"}}")
                .status())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /jobs/J/tasks, ADD, 201",
    "GET, /jobs/J, , 200",
    "PATCH, /jobs/J, '{\"priority\":5}', 200",
    "PUT, /jobs/J, '{\"poolInfo\":{\"poolId\":\"ubuntu-pool\"}}', 200",
    "POST, /jobs/J/disable, '{\"disableTasks\":\"requeue\"}', 202",
    "POST, /jobs/J/terminate, , 202",
    "DELETE, /jobs/J, , 202",
    "GET, /jobs, , 200",
    "GET, /jobs/J/taskcounts, , 200",
    "HEAD, /pools/ubuntu-pool, , 200",
    "HEAD, /pools/nonesuch, , 404",
    "GET, /pools/ubuntu-pool, , 200",
    "GET, /pools/ubuntu-pool/nodes, , 200",
    "GET, /pools/ubuntu-pool/nodes/nonesuch, , 404",
    "POST, /pools/ubuntu-pool/nodes/nonesuch/disablescheduling, , 404",
    "POST, /pools/nonesuch/nodes/nonesuch/enablescheduling, , 404",
    "GET, /jobs/J/tasks/nonesuch, , 404",
    "DELETE, /jobs/J/tasks/nonesuch, , 404",
    "GET, /somewhere, , 404"
  })
  void answersWithBatchsOwnStatus(String method, String path, String body, int status)
      throws IOException {
    String sent = "ADD".equals(body) ? task("T", "ok") : body;

    assertThat(http.send(method, path + V, sent).status()).isEqualTo(status);
  }

  @Test
  void endsAndDeletesATaskWithTheOddStatuses() throws IOException {
    http.send("POST", "/jobs/J/tasks" + V, task("T", "sleeper"));
    Eventually.until("it runs", () -> batch.tasks().get(0).state().equals("running"));

    assertThat(http.send("POST", "/jobs/J/tasks/T/terminate" + V, null).status()).isEqualTo(204);
    Answer again = http.send("POST", "/jobs/J/tasks/T/terminate" + V, null);
    assertThat(again.status()).isEqualTo(409);
    assertThat(code(again)).isEqualTo("TaskCompleted");
    assertThat(http.send("DELETE", "/jobs/J/tasks/T" + V, null).status()).isEqualTo(200);
    assertThat(code(http.send("GET", "/jobs/J/tasks/T" + V, null))).isEqualTo("TaskNotFound");
  }

  @Test
  void carriesBatchsHeaders() throws IOException {
    Answer created = http.send("POST", "/jobs/J/tasks" + V, task("T", "ok"));
    Answer read =
        http.send(
            "GET",
            "/jobs/J" + V,
            null,
            "client-request-id",
            "11111111-2222-3333-4444-555555555555",
            "return-client-request-id",
            "true");

    assertThat(created.headers())
        .containsEntry("Location", batch.url() + "/jobs/J/tasks/T")
        .containsEntry("DataServiceVersion", "3.0")
        .doesNotContainKey("client-request-id");
    assertThat(created.headers().get("ETag")).matches("0x8[0-9A-F]{14}");
    assertThat(created.body()).isEmpty();
    assertThat(read.headers())
        .containsEntry("Content-Type", "application/json;odata=minimalmetadata")
        .containsEntry("client-request-id", "11111111-2222-3333-4444-555555555555")
        .containsKeys("request-id", "Last-Modified", "ETag");
  }

  @Test
  void wrapsAnErrorAsBatchDoes() throws IOException {
    Answer answer = http.send("POST", "/jobs" + V, "{\"poolInfo\":{\"poolId\":\"ubuntu-pool\"}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(code(answer)).isEqualTo("MissingRequiredProperty");
    assertThat(answer.body())
        .contains(
            "\"lang\":\"en-US\"", "\\nRequestId:" + answer.headers().get("request-id"), "\\nTime:")
        .contains("{\"key\":\"PropertyName\",\"value\":\"id\"}");
  }

  @Test
  void comparesIdsWithoutCaseAndKeepsTheFirstSpelling() throws IOException {
    assertThat(
            code(
                http.send(
                    "POST",
                    "/jobs" + V,
                    "{\"id\":\"j\",\"poolInfo\":{\"poolId\":\"Ubuntu-Pool\"}}")))
        .isEqualTo("JobExists");
    assertThat(http.send("GET", "/jobs/j" + V, null).body()).contains("\"id\":\"J\"");
    http.send("POST", "/jobs/j/tasks" + V, task("T", "ok"));
    assertThat(code(http.send("POST", "/jobs/J/tasks" + V, task("t", "ok"))))
        .isEqualTo("TaskExists");
  }

  @Test
  void passesFromDeletingToNotFound() throws IOException {
    http.send("DELETE", "/jobs/J" + V, null);

    assertThat(http.send("GET", "/jobs/J" + V, null).body())
        .contains("\"state\":\"deleting\"", "\"previousState\":\"active\"");
    assertThat(code(http.send("DELETE", "/jobs/J" + V, null))).isEqualTo("JobBeingDeleted");
    takesNoTaskSince("JobBeingDeleted");
    batch.advance(TRANSITION);
    Eventually.until("the job is gone", () -> status("GET", "/jobs/J") == 404);
    assertThat(code(http.send("DELETE", "/jobs/J" + V, null))).isEqualTo("JobNotFound");
  }

  @Test
  void isDeletingForAsLongAsRecordedUnlessToldOtherwise() throws IOException {
    try (BatchStandIn standard = TestAccount.start(Map.of(), Settings.DEFAULT)) {
      SignedHttp its = TestAccount.http(standard);
      its.send("POST", "/jobs" + V, "{\"id\":\"J\",\"poolInfo\":{\"poolId\":\"p\"}}");
      its.send("DELETE", "/jobs/J" + V, null);

      standard.advance(Duration.ofSeconds(1));
      assertThat(code(its.send("DELETE", "/jobs/J" + V, null))).isEqualTo("JobBeingDeleted");

      standard.advance(Duration.ofSeconds(4));
      assertThat(code(its.send("GET", "/jobs/J" + V, null))).isEqualTo("JobNotFound");
    }
  }

  @Test
  void takesNoTasksOnceTerminated() throws IOException {
    http.send("POST", "/jobs/J/tasks" + V, task("T", "sleeper"));
    http.send("POST", "/jobs/J/tasks" + V, task("U", "sleeper"));
    Eventually.until("it runs", () -> batch.tasks().get(0).state().equals("running"));
    String before = http.send("GET", "/jobs/J/tasks/T" + V, null).headers().get("ETag");

    http.send("POST", "/jobs/J/terminate" + V, "{\"terminateReason\":\"mine\"}");

    takesNoTaskSince("JobBeingTerminated");
    comesTo("completed");
    assertThat(read("/jobs/J")).contains("\"terminateReason\":\"mine\"", "\"endTime\"");
    takesNoTaskSince("JobCompleted");
    assertThat(batch.tasks())
        .extracting(BatchStandIn.Task::state)
        .containsExactly("completed", "active");
    assertThat(http.send("GET", "/jobs/J/tasks/T" + V, null).headers())
        .containsEntry("ETag", before);
  }

  private void takesNoTaskSince(String code) throws IOException {
    assertThat(code(http.send("POST", "/jobs/J/tasks" + V, task("W", "ok")))).isEqualTo(code);
  }

  private void comesTo(String state) {
    batch.advance(TRANSITION);
    Eventually.until(
        "the job is " + state, () -> read("/jobs/J").contains("\"state\":\"" + state + "\""));
  }

  @Test
  void disablesAndEnablesAndCountsTheRequeue() throws IOException {
    http.send("POST", "/jobs/J/tasks" + V, task("T", "sleeper"));
    Eventually.until("it runs", () -> batch.tasks().get(0).state().equals("running"));

    http.send("POST", "/jobs/J/disable" + V, "{\"disableTasks\":\"requeue\"}");

    comesTo("disabled");
    assertThat(read("/jobs/J/tasks/T")).contains("\"state\":\"active\"", "\"requeueCount\":1");
    takesNoTaskSince("JobDisabled");
    assertThat(status("POST", "/jobs/J/enable")).isEqualTo(202);
    Eventually.until("it runs again", () -> batch.tasks().get(0).state().equals("running"));
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"nodeDisableSchedulingOption\":\"taskcompletion\"}', running, 0",
    "'{\"nodeDisableSchedulingOption\":\"terminate\"}', completed, 0",
    "'{\"nodeDisableSchedulingOption\":\"requeue\"}', active, 1",
    ", active, 1"
  })
  void disablesANodeAndDoesWithItsTasksWhatWasAskedFor(String body, String state, int requeues)
      throws IOException {
    http.send("POST", "/jobs/J/tasks" + V, task("T", "sleeper"));
    Eventually.until("it runs", () -> batch.tasks().get(0).state().equals("running"));
    String node = "/pools/ubuntu-pool/nodes/" + batch.tasks().get(0).node();

    assertThat(http.send("POST", node + "/disablescheduling" + V, body).status()).isEqualTo(200);

    Answer again = http.send("POST", node + "/disablescheduling" + V, body);
    assertThat(again.status()).isEqualTo(409);
    assertThat(code(again)).isEqualTo("NodeAlreadyInTargetSchedulingState");
    assertThat(read(node)).contains("\"schedulingState\":\"disabled\"");
    assertThat(batch.tasks().get(0).state()).isEqualTo(state);
    assertThat(read("/jobs/J/tasks/T")).contains("\"requeueCount\":" + requeues);
  }

  @Test
  void isOfflineOnceADisabledNodeHasNoTasksAndIdleAgainAfterwards() throws IOException {
    http.send("POST", "/jobs/J/tasks" + V, task("T", "ok"));
    Eventually.until("it has ended", () -> batch.tasks().get(0).state().equals("completed"));
    String node = "/pools/ubuntu-pool/nodes/" + batch.tasks().get(0).node();

    http.send("POST", node + "/disablescheduling" + V, null);
    batch.advance(TRANSITION);
    Eventually.until("it is offline", () -> read(node).contains("\"state\":\"offline\""));

    assertThat(status("POST", node + "/enablescheduling")).isEqualTo(200);
    assertThat(read(node)).contains("\"state\":\"idle\"", "\"schedulingState\":\"enabled\"");
    assertThat(status("POST", node + "/enablescheduling")).isEqualTo(409);
  }

  @Test
  void endsAnEmptyJobThatIsToEndWithItsTasks() throws IOException {
    http.send("PATCH", "/jobs/J" + V, "{\"onAllTasksComplete\":\"terminatejob\"}");

    batch.advance(TRANSITION);
    Eventually.until("the job completes", () -> read("/jobs/J").contains("AllTasksComplete"));
  }

  @Test
  void honoursConditions() throws IOException {
    String etag =
        Objects.requireNonNull(http.send("GET", "/jobs/J" + V, null).headers().get("ETag"));

    assertThat(http.send("PATCH", "/jobs/J" + V, "{\"priority\":5}", "If-Match", etag).status())
        .isEqualTo(200);
    Answer stale = http.send("PATCH", "/jobs/J" + V, "{\"priority\":6}", "If-Match", etag);
    assertThat(stale.status()).isEqualTo(412);
    assertThat(code(stale)).isEqualTo("ConditionNotMet");
  }

  @Test
  void listsByPageFilterAndSelection() throws IOException {
    for (String id : List.of("A", "B", "C")) {
      http.send("POST", "/jobs/J/tasks" + V, task(id, "sleeper"));
    }
    Eventually.until("A runs", () -> batch.tasks().get(0).state().equals("running"));

    String filtered = read("/jobs/J/tasks?$filter=state eq 'running'&$select=id, state&");
    String page = read("/jobs/J/tasks?maxresults=2&$select=id&");

    assertThat(filtered).endsWith("\"value\":[{\"id\":\"A\",\"state\":\"running\"}]}");
    assertThat(page)
        .contains(
            "\"value\":[{\"id\":\"A\"},{\"id\":\"B\"}]", "\"odata.nextLink\":\"" + batch.url());
    assertThat(http.send("GET", next(page), null).body()).endsWith("\"value\":[{\"id\":\"C\"}]}");
    assertThat(http.send("GET", "/jobs/J/tasks" + V + "&maxresults=0", null).status())
        .isEqualTo(400);
  }

  @Test
  void addsManyTasksAndSaysWhichItRefused() throws IOException {
    Answer answer =
        http.send(
            "POST",
            "/jobs/J/addtaskcollection" + V,
            "{\"value\":[" + task("A", "ok") + "," + task("A", "ok") + "]}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"status\":\"Success\"", "\"status\":\"ClientError\"", "TaskExists");
  }

  @Test
  void refusesARequestWithoutASignature() throws IOException {
    Request bare = new Request.Builder().url(batch.url() + "/jobs" + V).build();
    try (Response answer = new OkHttpClient().newCall(bare).execute()) {
      assertThat(answer.code()).isEqualTo(401);
      assertThat(answer.body().string()).contains("AuthenticationFailed");
    }
  }

  @Test
  void refusesAWrongKeyAndSaysWhatItExpectedToBeSigned() throws IOException {
    Answer answer = new SignedHttp(batch.url(), "acme", "d3Jvbmc=").send("GET", "/jobs" + V, null);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("AuthenticationFailed", "string to sign: 'GET\\n\\n");
  }

  @Test
  void refusesAnotherAccount() throws IOException {
    assertThat(
            new SignedHttp(batch.url(), "other", TestAccount.KEY)
                .send("GET", "/jobs" + V, null)
                .body())
        .contains("expected the scheme SharedKey for account acme");
  }

  @Test
  void refusesAnOldSignature() throws IOException {
    Answer answer =
        http.send("GET", "/jobs" + V, null, "ocp-date", "Fri, 02 Jan 2015 00:00:00 GMT");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("more than 15 minutes away");
  }

  @Test
  void refusesARequestWithoutAVersion() throws IOException {
    Answer answer = http.send("GET", "/jobs", null);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(code(answer)).isEqualTo("MissingRequiredQueryParameter");
  }

  @ParameterizedTest
  @CsvSource({
    "2025-06-01, 200, ",
    "2024-02-01.19.0, 200, ",
    "2024-07-01.21.0, 400, InvalidQueryParameterValue",
    "2025-06-01.22.0, 400, InvalidQueryParameterValue",
    "latest, 400, InvalidQueryParameterValue",
    "2017-09-01.6.0, 400, UnsupportedRequestVersion"
  })
  void speaksThePublishedVersions(String version, int status, @Nullable String code)
      throws IOException {
    Answer answer = http.send("GET", "/jobs?api-version=" + version, null);

    assertThat(answer.status()).isEqualTo(status);
    if (code != null) {
      assertThat(code(answer)).isEqualTo(code);
    }
  }

  @Test
  void aLinkToTheNextPageHasOneTokenHoweverThatIsSpelt() throws IOException {
    for (String id : List.of("A", "B", "C")) {
      http.send("POST", "/jobs/J/tasks" + V, task(id, "sleeper"));
    }
    String first = read("/jobs/J/tasks?maxresults=1&%24filter=id%20ne%20'X'&");

    String second = http.send("GET", next(first).replace("$", "%24"), null).body();
    String third = http.send("GET", next(second).replace("$", "%24"), null).body();

    assertThat(next(second).split("skiptoken", -1)).hasSize(2);
    assertThat(second).contains("\"id\":\"B\"");
    assertThat(third).contains("\"id\":\"C\"").doesNotContain("nextLink");
  }

  private static String next(String page) {
    return page.replaceAll(".*nextLink\":\"http://[^/]*([^\"]*)\".*", "$1");
  }

  @Test
  void takesFaultsOverHttp() throws IOException {
    fault("{\"operation\":\"get_job\",\"times\":2,\"status\":429,\"retryAfterSeconds\":3}");

    Answer first = http.send("GET", "/jobs/J" + V, null);
    assertThat(first.status()).isEqualTo(429);
    assertThat(first.headers()).containsEntry("Retry-After", "3");
    assertThat(status("GET", "/jobs")).isEqualTo(200);
    assertThat(status("GET", "/jobs/J")).isEqualTo(429);
    assertThat(status("GET", "/jobs/J")).isEqualTo(200);
    assertThat(fault("{\"kill\":{\"seed\":7,\"percent\":10,\"atWorkPercent\":2}}")).isEqualTo(204);
    assertThat(fault("{\"kill\":{\"percent\":101}}")).isEqualTo(400);
    assertThat(fault("{\"preempt\":{\"job\":\"J\",\"task\":\"nonesuch\"}}")).isEqualTo(404);
  }

  @Test
  void commandLineSaysWhatItWants() {
    assertThatThrownBy(() -> Commands.parse(new BatchStandInCommand(), "--port", "0"))
        .hasMessageStartingWith("Missing required option: '--image=NAME=COMMAND'");
    assertThatThrownBy(() -> Commands.parse(new BatchStandInCommand(), "--port", "x"))
        .hasMessageStartingWith("Invalid value for option '--port': 'x' is not an int");
    try (BatchStandIn started =
        Commands.parse(
                new BatchStandInCommand(),
                "--port",
                "0",
                "--image",
                "runner:1=sh -c true",
                "--nodes",
                "2")
            .start()) {
      assertThat(started.url().toString()).startsWith("http://127.0.0.1:");
    }
  }

  private int fault(String body) throws IOException {
    Request request =
        new Request.Builder()
            .url(batch.url() + "/_faults")
            .put(RequestBody.create(body.getBytes(StandardCharsets.UTF_8), null))
            .build();
    try (Response answer = new OkHttpClient().newCall(request).execute()) {
      return answer.code();
    }
  }

  private int status(String method, String path) {
    try {
      return http.send(method, path + V, null).status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String read(String path) {
    try {
      return http.send("GET", path.endsWith("&") ? path + SignedHttp.VERSION : path + V, null)
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String code(Answer answer) {
    return answer.body().replaceAll("(?s).*?\"code\":\"(\\w+)\".*", "$1");
  }

  private static String task(String id, String image) {
    return "{\"id\":\"%s\",\"commandLine\":\"\",\"containerSettings\":{\"imageName\":\"%s\"}}"
        .formatted(id, image);
  }
}
