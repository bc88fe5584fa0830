package dev.mayfly.local.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.local.cost.CostCommand;
import dev.mayfly.local.explain.ExplainCommand;
import dev.mayfly.local.operator.FakeConsole.Asked;
import dev.mayfly.local.operator.FakeConsole.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's commands against a console: requests, both outputs, exit codes. */
class ConsoleCommandsTest {

  private static final String JOBS = "GET /api/v1/jobs";
  private static final String JOB = JOBS + "/7";
  private static final String POOLS = "GET /api/v1/pools";
  private static final String CANCEL = "POST /api/v1/jobs/7/cancel";
  private static final String TOKEN = "s3cretOfThisTest";
  // Colours red; is the same in one byte of ISO 8859-1; reorders what follows.
  private static final String HOSTILE = "a\u001b[31mb\u009b2Jc\u202ed\u007f";

  private final FakeConsole console = new FakeConsole();

  ConsoleCommandsTest() throws IOException {}

  @AfterEach
  void stop() {
    console.close();
  }

  private static String row(int job, String repository, String phase, int minutes) {
    return """
        {"life":"mayfly-github-%1$d","job":%1$d,"forge":"github","pool":"ubuntu",\
        "repository":%2$s,"phase":%3$s,"outcome":null,"begun":"2026-12-01T09:%4$02d:00Z","ended":null}"""
        .formatted(job, json(repository), json(phase), 60 - minutes);
  }

  private static String json(String text) {
    return new ObjectMapper().valueToTree(text).toString();
  }

  private static String page(String... rows) {
    return "{\"jobs\":[" + String.join(",", rows) + "],\"cursor\":null}";
  }

  private static String explanation(String state, String why, String... story) {
    String events =
        Arrays.stream(story)
            .map(it -> "{\"at\":\"2026-12-01T09:58:00Z\",\"what\":" + json(it) + "}")
            .collect(Collectors.joining(","));
    return """
        {"situation":"AtCap","state":"%s","job":"acme/app · build","pool":"ubuntu",\
        "since":"2026-12-01T09:59:00Z","why":%s,"awaited":"a place","advice":"nothing",\
        "story":[%s],"life":"mayfly-github-7","url":null,"tomorrow":[]}"""
        .formatted(state, json(why), events);
  }

  private static String job(String state, String why, String... story) {
    return """
        {"life":"mayfly-github-7","explanation":%s,"temporal":"http://127.0.0.1/7","facts":\
        {"life":{"attempts":[{"runner":"mayfly-github-7-3fa91c-1","node":"tvm-1","end":null}]}}}"""
        .formatted(explanation(state, why, story));
  }

  private static String problem(int status) {
    return "{\"status\":" + status + ",\"detail\":\"that was \\u001b[2J it\"}";
  }

  @ParameterizedTest
  @CsvSource({"400,2", "401,5", "403,5", "404,3", "409,5", "421,5", "500,4", "503,4"})
  void aProblemIsSaidAndHasAnExitCode(int status, int exitCode) {
    console.on(JOBS, status, problem(status));

    Said said = console.run(new JobsCommand(), "jobs");

    assertThat(said).isEqualTo(new Said(exitCode, "", "mayfly: that was ␛[2J it\n"));
  }

  @Test
  void aReaderWhoActsIsRefused() {
    console.on(CANCEL, 403, "{\"detail\":\"ada lacks the role operator\"}");
    console.set("MAYFLY_TOKEN", TOKEN);

    Said said = console.run(new JobMessages.Cancel(), "cancel", "7", "--reason", "why", "--yes");

    assertThat(said).isEqualTo(new Said(5, "", "mayfly: ada lacks the role operator\n"));
    assertThat(console.asked())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.header("Authorization")).isEqualTo("Bearer " + TOKEN);
              assertThat(it.body())
                  .isIn(
                      "{\"force\":false,\"reason\":\"why\"}",
                      "{\"reason\":\"why\",\"force\":false}");
            });
  }

  @Test
  void whatIsNoConsoleIsUnreachable() {
    console.on(JOBS, 200, "<html>").on(POOLS, 302, "", Map.of("Location", "https://a.test/?s=1"));

    assertThat(console.run(new JobsCommand(), "jobs").err()).contains("no console answers at");
    assertThat(console.run(new JobsCommand(), "jobs").exitCode()).isEqualTo(4);
    assertThat(console.run(new PoolsCommand(), "pools"))
        .satisfies(
            it -> assertThat(it.exitCode()).isEqualTo(4),
            it -> assertThat(it.err()).contains("redirects to https://a.test,"));
    console.close();
    assertThat(console.run(new JobsCommand(), "jobs"))
        .satisfies(
            it -> assertThat(it.exitCode()).isEqualTo(4),
            it -> assertThat(it.err()).contains("does not answer", "--console"));
  }

  @Test
  void aSweepTellsOfItsLastPassAndOfTheJobsThatNoPoolServes() {
    String job =
        "{\"id\":11,\"repository\":\"a/b\",\"name\":%s,\"labels\":[\"x\",\"y\"],\"url\":null,"
            + "\"createdAt\":\"2026-12-01T09:50:00Z\",\"nearest\":\"pool ubuntu comes nearest\"}";
    console.on(
        "GET /api/v1/sweeps",
        200,
        """
        {"sweeps":[{"forge":"github","phase":"FAILING","report":{"last":{"begun":"2026-12-01T09:59:00Z",\
        "ended":"2026-12-01T09:59:20Z","provided":1,"removed":2,"failures":["findQueued: 503"]},\
        "next":"2026-12-01T10:00:20Z","unserved":{"jobs":[%s],"more":3}}},\
        {"forge":"gitea","phase":null,"report":null}]}"""
            .formatted(job.formatted(json(HOSTILE))));
    console.on("POST /api/v1/sweeps/gitea", 200, "{\"said\":\"a pass begins\"}");

    Said sweeps = console.run(new SweepsCommand(), "sweeps");
    Said ignored = console.run(new IgnoredCommand(), "ignored");
    console.set("MAYFLY_TOKEN", TOKEN);
    Said begun = console.run(new SweepCommand(), "sweep", "gitea", "--reason", "why", "--yes");

    assertThat(sweeps)
        .isEqualTo(
            new Said(
                1,
                """
                FORGE   STATE      LAST PASS          FOUND                           IGNORED  NEXT
                github  FAILING    40 s ago, in 20 s  1 lost jobs, 2 orphans removed  4        in 20 s
                gitea   NOT KNOWN  -                  -                               -        no worker answers for it
                """,
                "mayfly: github: findQueued: 503\n"));
    assertThat(ignored.out())
        .contains("github  11   10 min  a/b · a␛[31mb", "x, y    pool ubuntu comes nearest")
        .doesNotContain("\u001b");
    assertThat(ignored.err().lines())
        .containsExactly(
            "mayfly: forge github has 3 more",
            "mayfly: forge gitea is missing: no worker answers for its sweep, or one of an earlier"
                + " release");
    assertThat(begun).isEqualTo(new Said(0, "a pass begins\n", ""));
  }

  @Test
  void costsAreTheConsolesAndWhatIsMissingIsSaid() {
    String row = "{\"name\":%s,\"amounts\":{\"direct\":0.123456789,\"tomorrow\":1}}";
    String costs =
        """
        {"by":"POOL","currency":"EUR","from":"2026-11-30T10:00:00Z","to":"2026-12-01T10:00:00Z",\
        "rows":[%s],"total":%s,"withoutPrice":[],"notes":[%s]}"""
            .formatted(row.formatted(json(HOSTILE)), row.formatted("\"\""), json("one is missing"));
    console.on("GET /api/v1/costs", 200, costs).on(JOB, 200, "{\"cost\":" + costs + "}");
    console.on("GET /api/v1/jobs/8", 200, "{\"cost\":null}");

    Said csv = console.run(new CostCommand(), "cost", "--by", "pool", "--until", "1h", "-o", "csv");

    assertThat(console.asked().get(0).what())
        .isEqualTo("GET /api/v1/costs?by=pool&since=7d&until=1h");
    assertThat(csv.out().lines())
        .hasSize(3)
        .element(2)
        .asString()
        .startsWith("\"\",0,0,0.123456789,");
    assertThat(csv.err()).isEqualTo("mayfly: one is missing\n");
    assertThat(csv.exitCode()).isEqualTo(1);
    assertThat(console.run(new CostCommand(), "cost", "7").out())
        .contains("EUR, from 2026-11-30T10:00:00Z", "0.1235")
        .doesNotContain("\u001b");
    assertThat(console.run(new CostCommand(), "cost", "7", "-o", "json").out())
        .contains("0.123456789")
        .doesNotContain("\u001b");
    assertThat(console.run(new CostCommand(), "cost", "8").exitCode()).isEqualTo(3);
  }

  @Test
  void jobsAreListedAndJsonIsTheBody() {
    String body = page(row(7, "acme/app", "WAITING", 6), row(8, "a/b", "RUNNING", 1));
    console.on(JOBS, 200, body);

    Said text = console.run(new JobsCommand(), "jobs", "--pool", "ubuntu", "--waiting");

    assertThat(text)
        .isEqualTo(
            new Said(
                0,
                """
                AGE    REPOSITORY  JOB  POOL    PHASE
                6 min  acme/app    7    ubuntu  waiting
                1 min  a/b         8    ubuntu  running
                """,
                ""));
    assertThat(console.asked().get(0).what())
        .isEqualTo(JOBS + "?pool=ubuntu&state=waiting&limit=100");
    assertThat(console.run(new JobsCommand(), "jobs", "-o", "json"))
        .isEqualTo(new Said(0, body + "\n", ""));
  }

  @Test
  void aListThatGoesOnSaysHow() {
    console.on(JOBS, 200, "{\"jobs\":[],\"cursor\":\"abc\"}");

    assertThat(console.run(new JobsCommand(), "jobs").err()).contains("go on by --cursor abc");
  }

  @Test
  void hostileNamesAreShownAndNotSent() throws Exception {
    console.on(JOBS, 200, page(row(7, HOSTILE, HOSTILE, 6)));
    console.on(JOB, 200, job("STUCK", HOSTILE, HOSTILE));
    console.on(CANCEL, 200, "{\"said\":" + json(HOSTILE) + "}");
    console.on(POOLS, 200, "{\"pools\":[{\"name\":" + json(HOSTILE) + "}]}");

    List<Said> all =
        List.of(
            console.run(new JobsCommand(), "jobs"),
            console.run(new JobsCommand(), "jobs", "-o", "json"),
            console.run(new JobCommand(), "job", "7"),
            console.run(new JobCommand(), "job", "7", "-o", "json"),
            console.run(new JobMessages.Cancel(), "cancel", "7", "--reason", "r", "-y"),
            console.run(new PoolsCommand(), "pools"),
            console.run(new TopCommand(), "top"));

    assertThat(all)
        .allSatisfy(
            it ->
                assertThat(it.out() + it.err())
                    .matches("[^\\p{Cc}\\p{Cf}\\p{Cs}\n]*(\n[^\\p{Cc}\\p{Cf}\\p{Cs}]*)*"));
    assertThat(all.get(0).out()).contains("a␛[31mb\\u009b2Jc\\u202ed");
    assertThat(new ObjectMapper().readTree(all.get(1).out()))
        .isEqualTo(new ObjectMapper().readTree(page(row(7, HOSTILE, HOSTILE, 6))));
  }

  @Test
  void aJobIsToldWithAllThatHappenedAndItsRunners() {
    console.on(JOB, 200, job("STUCK", "it is full", "queued", "asked"));

    Said said = console.run(new JobCommand(), "job", "7");

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.out())
        .startsWith("STUCK  acme/app · build · pool ubuntu · since 2026-12-01 09:59:00 UTC (1 min)")
        .contains("2026-12-01T09:58:00Z  queued\n2026-12-01T09:58:00Z  asked\n")
        .contains("mayfly-github-7-3fa91c-1  tvm-1  -\n");
  }

  @Test
  void aWatchedJobIsToldAgainWhenItChangesUntilItIsOver() {
    console
        .on(JOB, 200, job("WAITING", "it is full", "queued"))
        .on(JOB, 200, job("WAITING", "it is full", "queued"))
        .on(JOB, 200, job("RUNNING", "it runs", "queued", "taken"))
        .on(JOB, 200, job("DONE", "it ran", "queued", "taken", "done"));
    console.looks(9);

    Said said = console.run(new JobCommand(), "job", "7", "--watch");

    assertThat(said.out())
        .endsWith(
            """
            2026-12-01T09:58:00Z  taken
            RUNNING  it runs
            2026-12-01T09:58:00Z  done
            DONE  it ran
            """);
    assertThat(said.exitCode()).isZero();
    assertThat(console.asked()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({"WAITING,0", "GIVEN_UP,1", "NOT_SEEN,3", "UNREACHABLE,4", "SLEEPING,4"})
  void explainAsksTheConsoleThatIsNamed(String state, int exitCode) {
    console.on(
        "GET /api/v1/jobs/https%3A%2F%2Fg%2Fa%2Fb/explanation", 200, explanation(state, "so"));

    Said said = console.run(new ExplainCommand(), "explain", "https://g/a/b");

    assertThat(said.exitCode()).isEqualTo(exitCode);
    assertThat(said.out() + said.err()).contains(state.replace('_', ' '));
  }

  @Test
  void openPrintsTheAddressOfThePage() {
    console.on(JOB, 200, job("RUNNING", "it runs"));

    assertThat(console.run(new OpenCommand(), "open", "7"))
        .isEqualTo(new Said(0, console.url() + "/jobs/mayfly-github-7\n", ""));
  }

  @ParameterizedTest
  @CsvSource({"11,0,mayfly-github-8", "12,2,that run has several jobs", "13,3,no job of that run"})
  void theAddressOfARunIsThatOfItsOnlyJob(int run, int exitCode, String told) {
    String[] runs = {"11", "12", "12"};
    console.on(
        JOBS,
        200,
        page(
            row(8, "a/b", "RUNNING", 1),
            row(9, "a/b", "RUNNING", 1),
            row(10, "a/b", "RUNNING", 1)));
    for (int i = 0; i < runs.length; i++) {
      String life = "mayfly-github-" + (8 + i);
      String url = "https://g/a/b/actions/runs/" + runs[i] + "/job/" + (8 + i);
      console
          .on(JOBS + "/" + life, 200, job("RUNNING", "so").replace("mayfly-github-7", life))
          .on(
              JOBS + "/" + life + "/explanation",
              200,
              explanation("RUNNING", "so").replace("\"url\":null", "\"url\":\"" + url + "\""));
    }

    Said said =
        console.run(new OpenCommand(), "open", "https://g/a/b/actions/runs/" + run + "/attempts/2");

    assertThat(said.out() + said.err()).contains(told);
    assertThat(said.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void whereNobodyCanBeAskedAnActDemandsYes() {
    Said said = console.run(new JobMessages.Cancel(), "cancel", "7", "--reason", "why");

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err()).contains("add --yes to cancel job 7");
    assertThat(console.asked()).isEmpty();
  }

  @Test
  void aPersonIsAskedAndMaySayNo() {
    console.atTerminal(question -> question.equals("pause pool ubuntu? [y/N]") ? "n" : "y");
    console.on("POST /api/v1/jobs/7/extend", 200, "{\"said\":\"it has 30 min more\"}");

    Said no = console.run(new PoolCommand.Pause(), "pause", "ubuntu", "--reason", "why");
    assertThat(no).isEqualTo(new Said(5, "", "mayfly: nothing was done\n"));
    assertThat(console.asked()).isEmpty();

    Said yes =
        console.run(new JobMessages.Extend(), "extend", "7", "--by", "30m", "--reason", "why");
    assertThat(yes).isEqualTo(new Said(0, "it has 30 min more\n", ""));
    assertThat(console.asked().get(1).body()).contains("\"duration\":\"30m\"");
  }

  @Test
  void aConsoleWithoutSignInIsSentItsFormToken() {
    console
        .on("GET /session", 200, "{\"formToken\":\"f1\"}", Map.of("Set-Cookie", "s=1; Path=/"))
        .on(CANCEL, 200, "{\"said\":\"done\"}");

    console.run(new JobMessages.Cancel(), "cancel", "7", "--reason", "why", "--yes");

    Asked act = console.asked().get(1);
    assertThat(act.header("X-form-token")).isEqualTo("f1");
    assertThat(act.header("Cookie")).isEqualTo("s=1");
  }

  @Test
  void theTokenMayStandInAFileAndIsNotSentInClear(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    console.set("MAYFLY_TOKEN_FILE", file.toString());
    console.on(POOLS, 200, "{\"pools\":[]}");

    console.run(new PoolsCommand(), "pools");
    assertThat(console.asked().get(0).header("Authorization")).isEqualTo("Bearer " + TOKEN);

    assertThat(ConsoleAddress.read("https://mayfly.test/", Map.of("MAYFLY_TOKEN", TOKEN)))
        .isEqualTo(new ConsoleAddress("https://mayfly.test", TOKEN));
    assertThat(refusal("http://mayfly.test", TOKEN))
        .contains("sent in clear")
        .doesNotContain(TOKEN);
    assertThat(refusal("https://mayfly.test", "a b")).contains("is no token").doesNotContain("a b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mayfly.test", "ftp://a", "https://u:p@a", "https://a?b", "https://a b"})
  void whatIsNoAddressIsMisuse(String url) {
    assertThat(refusal(url, "")).contains("not a console's address");
  }

  private static String refusal(String url, String token) {
    try {
      return ConsoleAddress.read(url, Map.of("MAYFLY_TOKEN", token)).url();
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void topAsksForJobsEachTimeAndForPoolsEachFifthTime() {
    String[] rows =
        IntStream.range(0, 500)
            .mapToObj(it -> row(it, "acme/app", it % 2 == 0 ? "RUNNING" : "WAITING", 1 + it % 50))
            .toArray(String[]::new);
    console.on(JOBS, 200, page(rows)).on(POOLS, 200, "{\"pools\":[{\"name\":\"ubuntu\"}]}");
    console.atTerminal(question -> "");
    console.set("LINES", "12");
    console.looks(9);

    Said said = console.run(new TopCommand(), "top");

    String[] screens = said.out().split("\033\\[H", -1);
    assertThat(screens).hasSize(11);
    assertThat(screens[10].split("\r\n", -1)).hasSize(12);
    assertThat(screens[10])
        .startsWith("250 waiting (the oldest 50 min) · 250 running\033[K\r\n")
        .contains("50 min", "waiting")
        .endsWith("\033[J");
    assertThat(console.asked().stream().filter(it -> it.what().startsWith(JOBS))).hasSize(10);
    assertThat(console.asked().stream().filter(it -> it.what().equals(POOLS))).hasSize(2);
  }

  @Test
  void topStaysWhereTheConsoleIsAwayForAMoment() {
    console.on(JOBS, 200, page()).on(JOBS, 503, problem(503)).on(POOLS, 200, "{\"pools\":[]}");
    console.atTerminal(question -> "");
    console.looks(1);

    assertThat(console.run(new TopCommand(), "top").out())
        .contains("that was ␛[2J it", "0 waiting");
  }

  @Test
  void coloursAreForTerminalsThatWantThem() {
    console.on("GET /api/v1/jobs/7/explanation", 200, explanation("STUCK", "so"));

    assertThat(console.run(new ExplainCommand(), "explain", "7").out()).startsWith("STUCK");
    console.atTerminal(question -> "");
    assertThat(console.run(new ExplainCommand(), "explain", "7").out())
        .startsWith("\033[1;31mSTUCK");
    console.set("NO_COLOR", "1");
    assertThat(console.run(new ExplainCommand(), "explain", "7").out()).startsWith("STUCK");
  }
}
