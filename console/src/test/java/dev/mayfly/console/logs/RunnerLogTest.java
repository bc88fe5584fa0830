package dev.mayfly.console.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.console.ConsoleApplication;
import dev.mayfly.standin.batch.BatchFaults.Fault;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandIn.Settings;
import dev.mayfly.standin.batch.Operation;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.standin.server.Holds.When;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs by REST: a real console, the stand-in for Batch, and no Temporal at all. */
@Tag("server")
class RunnerLogTest {

  private static final String KEY = "c2VjcmV0LWtleQ==";
  private static final String JOB = "mayfly-ubuntu-1";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path directory;

  private static final ConsoleApplication console = new ConsoleApplication();
  private static BatchStandIn batch;
  private static int tasks;

  // Each test has a task of its own.
  private final String runner = "mayfly-github-7-3fa91c-" + ++tasks;

  @BeforeAll
  static void start() throws Exception {
    batch =
        BatchStandIn.start(
            0,
            "acme",
            KEY,
            Map.of("r", List.of("sh", "-c", "echo bad >&2; printf 'é1\n2'; exec sleep 300")),
            new Settings(Set.of("p"), 2, 9, Duration.ofMillis(1), Duration.ofMillis(1)));
    Files.writeString(directory.resolve("key"), KEY);
    console.start(
        Files.writeString(
                directory.resolve("console.yml"),
                """
                installation: mayfly
                temporal: {address: '127.0.0.1:1'}
                batch: {url: '%s/', account: acme, key: {file: key}}
                server:
                  applicationConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
                  adminConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
                  requestLog: {appenders: []}
                """
                    .formatted(batch.url()))
            .toString());
  }

  @AfterAll
  static void stop() {
    console.stop();
    batch.close();
  }

  @BeforeEach
  void runATask() {
    batch.seed("p", JOB, runner, "r");
    Eventually.until("it has spoken", () -> log("stdout", 0).body().endsWith("2"));
  }

  private HttpResponse<String> log(String file, long offset) {
    return get("%s/log?file=%s&offset=%d&batchJob=%s".formatted(runner, file, offset, JOB));
  }

  private static HttpResponse<String> get(String path) {
    URI jobs = URI.create("http://127.0.0.1:" + console.port() + "/api/v1/jobs/");
    try {
      return HTTP.send(HttpRequest.newBuilder(jobs.resolve(path)).build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void aPartSaysWhereItGoesOnAndWhetherThereMayBeMore() {
    HttpResponse<String> first = log("stdout", 0);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body()).isEqualTo("é1\n2");
    assertThat(header(first, "Content-Type")).isEqualTo("text/plain;charset=utf-8");
    assertThat(header(first, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(first, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(first, "Task-State")).isEqualTo("running");
    assertThat(header(first, "Retry-After")).isEqualTo("2");
    assertThat(header(first, "Link"))
        .isEqualTo(
            "<../%s/log?file=stdout&offset=5&batchJob=mayfly-ubuntu-1>; rel=\"next\""
                .formatted(runner));
    assertThat(log("stdout", 3).body()).isEqualTo("\n2");
    assertThat(log("stdout", 5).body()).isEmpty();
    assertThat(log("stderr", 0).body()).isEqualTo("bad\n");
  }

  @Test
  void theLastPartLeadsNowhere() {
    assertThat(batch.leave(JOB, runner)).isTrue();
    HttpResponse<String> last = log("stdout", 0);

    assertThat(last.body()).isEqualTo("é1\n2");
    assertThat(header(last, "Task-State")).isEqualTo("completed");
    assertThat(last.headers().map()).doesNotContainKeys("link", "retry-after");
  }

  @Test
  void aLongLogComesInParts() throws IOException {
    Path file =
        batch.tasks().stream()
            .filter(it -> it.id().equals(runner))
            .map(it -> Objects.requireNonNull(it.directory()).resolve("stdout.txt"))
            .findFirst()
            .orElseThrow();
    Files.writeString(file, "x".repeat(1 << 20) + "é");

    HttpResponse<String> first = log("stdout", 0);
    HttpResponse<String> second = log("stdout", 1 << 20);

    assertThat(first.body()).hasSize(1 << 20);
    assertThat(header(first, "Link")).contains("offset=1048576&");
    assertThat(header(first, "Retry-After")).isEmpty();
    assertThat(second.body()).isEqualTo("é");
  }

  @ParameterizedTest
  @CsvSource({
    "AuthenticationFailed, 403, 503, Azure Batch Account Reader",
    "TaskFilesUnavailable, 409, 410, quarantine the job while it runs",
    "TaskFilesCleanedup, 409, 410, TaskFilesCleanedup",
    "FileNotFound, 404, 404, has not made this file",
    "NodeBeingRebooted, 409, 503, try again later",
    "ServerBusy, 503, 503, 503 ServerBusy",
  })
  void aRefusalOfBatchIsTold(String code, int status, int told, String words) throws IOException {
    batch.faults().add(Fault.refusal(Operation.GET_FILE, status, code, null), 1);

    assertThatItIsToldAs(log("stdout", 0), told, words);
  }

  private static void assertThatItIsToldAs(HttpResponse<String> refused, int status, String words)
      throws IOException {
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
    assertThat(header(refused, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(new ObjectMapper().readTree(refused.body()).path("detail").asText()).contains(words);
  }

  @Test
  void aTaskThatWaitsOrIsGoneHasNone() throws IOException {
    String waiting = "mayfly-github-8-3fa91c-1";
    batch.holds().add("START jobs/" + JOB + "/tasks/" + waiting, When.BEFORE, 0);
    batch.seed("p", JOB, waiting, "r");

    assertThatItIsToldAs(get(waiting + "/log?batchJob=" + JOB), 404, "waits for a node");
    assertThatItIsToldAs(get(runner + "9/log?batchJob=" + JOB), 410, "TaskNotFound");
  }

  @ParameterizedTest
  @CsvSource({
    "mayfly-github-7-3fa91c-1, other-ubuntu-1, 400",
    "mayfly-github-7-3fa91c-1, ..%2Fpools, 400",
    "mayfly-github-7, mayfly-ubuntu-1, 400",
    "other-github-7-3fa91c-1, mayfly-ubuntu-1, 404",
    "other-github-7-3fa91c-1, other-ubuntu-1, 404",
  })
  void onlyTasksOfThisInstallationAreRead(String job, String batchJob, int status) {
    long before = batch.faults().asked(Operation.GET_TASK);

    assertThat(get(job + "/log?batchJob=" + batchJob).statusCode()).isEqualTo(status);
    assertThat(batch.faults().asked(Operation.GET_TASK)).isEqualTo(before);
  }
}
