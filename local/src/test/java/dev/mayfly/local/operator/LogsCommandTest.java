package dev.mayfly.local.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.local.operator.FakeConsole.Asked;
import dev.mayfly.local.operator.FakeConsole.Said;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./mayfly logs} against a console. */
class LogsCommandTest {

  private static final String FIRST = "GET /api/v1/jobs/7/log";
  private static final String LATER = "GET /api/v1/jobs/mayfly-github-7-3fa91c-1/log";

  @AutoClose private final FakeConsole console = new FakeConsole();

  LogsCommandTest() throws IOException {}

  private void part(String what, String text, String offset, boolean waits) {
    String type = "text/plain;charset=utf-8";
    String next =
        "<../mayfly-github-7-3fa91c-1/log?file=stdout&offset=%s&batchJob=mayfly-ubuntu-1>; rel=\"next\""
            .formatted(offset);
    console.on(
        what,
        200,
        text,
        offset.isEmpty()
            ? Map.of("Content-Type", type)
            : waits
                ? Map.of("Content-Type", type, "Link", next, "Retry-After", "2")
                : Map.of("Content-Type", type, "Link", next));
  }

  private Said logs(String... words) {
    String[] line = new String[words.length + 2];
    line[0] = "logs";
    line[1] = "7";
    System.arraycopy(words, 0, line, 2, words.length);
    return console.run(new LogsCommand(), line);
  }

  @Test
  void allThatThereIsIsPrintedAndNothingIsWaitedFor() {
    part(FIRST, "one\ntw", "6", false);
    part(LATER, "o\n", "8", true);

    assertThat(logs("--attempt", "2", "--stderr")).isEqualTo(new Said(0, "one\ntwo\n", ""));
    assertThat(console.asked())
        .extracting(Asked::what)
        .containsExactly(
            FIRST + "?file=stderr&attempt=2",
            LATER + "?file=stdout&offset=6&batchJob=mayfly-ubuntu-1");
  }

  @Test
  void followingAsksAgainUntilTheTaskIsOver() {
    console.looks(9);
    part(FIRST, "one\n", "4", true);
    part(LATER, "", "4", true);
    part(LATER, "two", "7", true);
    part(LATER, "!", "", false);

    assertThat(logs("--follow")).isEqualTo(new Said(0, "one\ntwo!\n", ""));
    assertThat(console.asked()).hasSize(4);
  }

  @Test
  void aLogThatGoesWhileItIsFollowedHasEnded() {
    console.looks(9);
    part(FIRST, "one\n", "4", true);
    console.on(LATER, 410, "{\"detail\":\"it is gone\"}");

    assertThat(logs("-f")).isEqualTo(new Said(0, "one\n", "mayfly: it is gone\n"));
  }

  @Test
  void whatWouldSteerTheTerminalIsShown() {
    part(FIRST, "a\u001b[31mb\tc\r\nd\re\u009b2J\u202e\n", "", false);

    assertThat(logs().out()).isEqualTo("a␛[31mb\tc\nd␍e\\u009b2J\\u202e\n");
  }

  @ParameterizedTest
  @CsvSource({"400,2", "403,5", "404,3", "410,3", "501,4", "503,4"})
  void aRefusalHasAnExitCode(int status, int exitCode) {
    console.on(FIRST, status, "{\"detail\":\"no\"}");

    assertThat(logs("--follow")).isEqualTo(new Said(exitCode, "", "mayfly: no\n"));
  }

  @Test
  void aPageOfSomethingElseIsNoLog() {
    console.on(FIRST, 200, "<html>", Map.of("Content-Type", "text/html"));

    assertThat(logs().exitCode()).isEqualTo(4);
    assertThat(logs("-o", "json").exitCode()).isEqualTo(2);
  }
}
