package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.console.ConsoleApplication;
import dev.mayfly.local.Mayfly;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The operator's commands against a real console, on a whole Mayfly and the real Temporal. */
@Tag("server")
class OperatorEndToEndTest {

  private static final String FILE =
      """
      installation: mayfly
      temporal: {address: '%s'}
      prices:
        currency: EUR
        nodes: [{pools: [ubuntu], prices: [{validFrom: 2020-01-01, nodeHour: 3600}]}]
      server:
        applicationConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
        adminConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
        requestLog: {appenders: []}
      """;
  private static final Pattern CALLS = Pattern.compile("(?m)^temporal_request_total\\S* (\\S+)$");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @RegisterExtension static final Stack stack = new Stack();

  @TempDir static Path directory;

  private static final ConsoleApplication console = new ConsoleApplication();
  private static long running;
  private static String runner = "";

  @BeforeAll
  static void start() throws Exception {
    stack.start(Stack.onRealTemporal().withMaxRunners(1));
    Path file = directory.resolve("console.yml");
    Files.writeString(file, FILE.formatted(stack.local().temporal().address()));
    console.start(file.toString());
    running = stack.queueUntilGo();
    stack.awaitRunning(running);
    runner = Objects.requireNonNull(stack.job(running).runner());
    stack.until(
        "it is known to run", () -> mayfly("explain", "" + running).out().startsWith("RUN"));
  }

  @AfterAll
  static void stop() throws Exception {
    console.stop();
    stack.go();
  }

  private static String url() {
    return "http://127.0.0.1:" + console.port();
  }

  private static CommandResult mayfly(String... words) {
    List<String> line = Stream.concat(Stream.of(words), Stream.of("--console", url())).toList();
    return CommandResult.of((out, err) -> Mayfly.run(line, out, err));
  }

  private static String get(int port, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void aJobIsToldByEachOfItsNames() {
    assertThat(
            Stream.of(
                "" + running,
                "mayfly-github-" + running,
                runner,
                "https://forge/acme/app/actions/runs/1/job/" + running))
        .allSatisfy(
            name -> {
              CommandResult said = mayfly("job", name);
              assertThat(said.exitCode()).as(said.err()).isZero();
              assertThat(said.out()).startsWith("RUNNING  acme/app").contains(runner);
              assertThat(mayfly("open", name).out().strip())
                  .isEqualTo(url() + "/jobs/mayfly-github-" + running);
            });
    assertThat(mayfly("job", "99").exitCode()).isEqualTo(3);
    assertThat(mayfly("job", "nonsense").exitCode()).isEqualTo(2);
  }

  @Test
  void jsonIsTheBodyOfRest() throws Exception {
    String path = "/api/v1/jobs/" + running + "/explanation";

    assertThat(mayfly("explain", "" + running, "-o", "json").out())
        .isEqualTo(get(console.port(), path) + "\n");
    assertThat(mayfly("pools", "-o", "json").out())
        .isEqualTo(get(console.port(), "/api/v1/pools") + "\n");
  }

  @Test
  void costsAreReckonedByTheConsolesPrices() throws Exception {
    assertThat(mayfly("cost", "--since", "1h", "-o", "csv"))
        .satisfies(
            it -> assertThat(it.exitCode()).as(it.err()).isZero(),
            it -> assertThat(it.out()).contains("\r\n\"acme/app\",1,", ",EUR\r\n"));
    HttpRequest csv =
        HttpRequest.newBuilder(URI.create(url() + "/api/v1/costs?since=1h"))
            .header("Accept", "text/csv")
            .build();
    assertThat(HTTP.send(csv, HttpResponse.BodyHandlers.ofString()).body())
        .startsWith("repository,runners,task_seconds,");
    assertThat(mayfly("cost", "" + running).out()).contains("(github " + running + ")");
    assertThat(get(console.port(), "/jobs/" + running)).contains("EUR for ");
  }

  @Test
  void theConsolesDoctorFindsThatLivesAreKeptForADayAndNoOtherFault() throws Exception {
    assertThat(get(console.port(), "/api/v1/doctor"))
        .contains("\"check\":\"retention\",\"level\":\"fault\"", "ubuntu: ", "\"faults\":1");
  }

  @Test
  void topCostsTemporalTwoCallsASecondAtMost() throws Exception {
    long before = calls();
    assertThat(mayfly("top").out()).contains("waiting", "ubuntu");
    long jobsAndPools = calls() - before;
    assertThat(mayfly("pools").exitCode()).isZero();
    long pools = calls() - before - jobsAndPools;

    // Every 2 s the jobs, every 10 s the pools; a thousand jobs are one page of Temporal's.
    assertThat((jobsAndPools - pools) * 5 + pools).isPositive().isLessThanOrEqualTo(20);
  }

  private static long calls() throws Exception {
    return CALLS
        .matcher(get(console.adminPort(), "/metrics"))
        .results()
        .mapToLong(found -> (long) Double.parseDouble(found.group(1)))
        .sum();
  }

  @Test
  void theJobsThatWaitAreThoseThatAreOwedARunner() {
    long waits = stack.queue("true");
    stack.until("it waits", () -> jobs("--waiting").contains("" + waits));

    assertThat(jobs("--waiting")).doesNotContain("" + running);
    assertThat(jobs("--pool", "ubuntu")).contains("" + waits, "" + running);
    assertThat(jobs("--repo", "acme/other")).doesNotContain("" + waits);
    assertThat(cancel(waits).out()).isNotBlank();
  }

  private static String jobs(String... words) {
    CommandResult said =
        mayfly(Stream.concat(Stream.of("jobs"), Stream.of(words)).toArray(String[]::new));
    assertThat(said.exitCode()).as(said.err()).isZero();
    return said.out();
  }

  private static CommandResult cancel(long job) {
    return mayfly("cancel", "" + job, "--reason", "by mistake", "--yes");
  }

  @Test
  void anActSaysWhoAndWhyAndOneThatIsRefusedSaysWhy() throws Exception {
    long job = stack.queue("true");
    stack.until("it waits", () -> mayfly("explain", "" + job).out().startsWith("WAITING"));

    CommandResult said = cancel(job);

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(stack.lives().history(job).toString())
        .contains("by mistake", "anybody on this machine");
    assertThat(stack.outcome(job).toString()).contains("Cancelled");
    assertThat(cancel(job))
        .satisfies(
            it -> assertThat(it.exitCode()).isEqualTo(5),
            it -> assertThat(it.err()).contains("is over"));
    assertThat(cancel(99).exitCode()).isEqualTo(3);
  }

  @Test
  void aJobThatNoPoolServesIsFoundByThePassThatIsAskedFor() {
    long job = stack.queue("ubuntu-lates", "true");
    stack.until("the sweep is there", () -> mayfly("sweeps").out().contains("github"));

    assertThat(mayfly("sweep", "--reason", "a typo", "--yes"))
        .satisfies(it -> assertThat(it.exitCode()).as(it.err()).isZero());

    stack.until("it is found", () -> mayfly("ignored").out().contains("" + job));
    assertThat(mayfly("ignored").out())
        .contains("acme/app · build", "pool ubuntu comes nearest, but it does not offer");
    assertThat(mayfly("sweep", "gitea", "--reason", "x", "--yes").exitCode()).isEqualTo(3);
    stack.jobs().cancel(job);
  }

  @Test
  void aPoolIsPausedAndGoesOn() {
    assertThat(mayfly("pool", "pause", "ubuntu", "--reason", "network", "--yes").exitCode())
        .isZero();
    stack.until("it is paused", () -> mayfly("pools").out().contains("PAUSED"));
    assertThat(mayfly("pool", "resume", "ubuntu", "--reason", "done", "--yes").exitCode()).isZero();
    stack.until("it is listed so", () -> !mayfly("pools").out().contains("PAUSED"));
  }
}
