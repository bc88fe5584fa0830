package dev.mayfly.standin.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.standin.batch.BatchStandIn.Settings;
import dev.mayfly.standin.batch.SignedHttp.Answer;
import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of a task as the stand-in serves them. */
@Tag("server")
class TaskFilesTest {

  private static final String V = "?" + SignedHttp.VERSION;
  private static final String STDOUT = "/jobs/J/tasks/T/files/stdout.txt";

  @AutoClose
  private final BatchStandIn batch =
      TestAccount.start(
          Map.of("ok", List.of("sh", "-c", "echo hello; echo bad >&2; exec sleep 300")),
          new Settings(Set.of("p"), 1, 1, Duration.ofMillis(1), Duration.ofMillis(1)));

  private final SignedHttp http = TestAccount.http(batch);

  @BeforeEach
  void runATask() throws IOException {
    http.send("POST", "/jobs" + V, "{\"id\":\"J\",\"poolInfo\":{\"poolId\":\"p\"}}");
    http.send(
        "POST",
        "/jobs/J/tasks" + V,
        "{\"id\":\"T\",\"commandLine\":\"\",\"containerSettings\":{\"imageName\":\"ok\","
            + "\"workingDirectory\":\"containerImageDefault\"}}");
    Eventually.until("it has spoken", () -> file("stderr.txt").body().equals("bad\n"));
  }

  private Answer file(String name, String... headers) {
    try {
      return http.send("GET", "/jobs/J/tasks/T/files/" + name + V, null, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFileHasTheHeadersThatWereRecorded() throws IOException {
    Answer properties = http.send("HEAD", STDOUT + V, null);

    assertThat(properties.status()).isEqualTo(200);
    assertThat(properties.headers())
        .containsEntry("Content-Length", "6")
        .containsEntry("ocp-batch-file-isdirectory", "False")
        .containsEntry("ocp-batch-file-mode", "0o100644")
        .containsKeys("Last-Modified", "ocp-creation-time", "ocp-batch-file-url", "request-id");
    assertThat(file("stdout.txt").body()).isEqualTo("hello\n");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-2, 200, hel",
    "bytes=4-4, 200, o",
    "bytes=3-99, 200, 'lo\n'",
    "bytes=6-9, 416, InvalidRange",
    "bytes=2-, 400, InvalidHeaderValue",
  })
  void aPartIsGivenAsItIsAskedFor(String range, int status, String expected) {
    Answer part = file("stdout.txt", "ocp-range", range);

    assertThat(part.status()).isEqualTo(status);
    assertThat(part.body()).contains(expected.replace("\\n", "\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "/jobs/J/tasks/T/files/nonesuch.txt, FileNotFound",
    "/jobs/J/tasks/T/files/wd, FileNotFound",
    "/jobs/J/tasks/nonesuch/files/stdout.txt, TaskNotFound",
    "/jobs/nonesuch/tasks/T/files/stdout.txt, JobNotFound",
  })
  void whatIsNotThereIsNotFound(String path, String code) throws IOException {
    Answer refused = http.send("GET", path + V, null);

    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.body()).contains("\"code\":\"" + code + "\"");
    assertThat(http.send("HEAD", path + V, null).status()).isEqualTo(404);
  }

  @Test
  void filesGoWithTheirNodeAndWithTheirTask() throws IOException {
    assertThat(batch.leave("J", "T")).isTrue();
    http.send("POST", "/pools/p/resize" + V, "{\"targetDedicatedNodes\":0}");
    Eventually.until("its node has left", () -> file("stdout.txt").status() == 409);
    assertThat(file("stdout.txt").body()).contains("TaskFilesUnavailable");

    http.send("DELETE", "/jobs/J/tasks/T" + V, null);

    assertThat(file("stdout.txt").body()).contains("TaskNotFound");
  }
}
