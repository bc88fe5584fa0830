package dev.mayfly.acceptance.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.acceptance.browser.Chromium;
import dev.mayfly.acceptance.browser.Page;
import dev.mayfly.acceptance.stack.Jobs;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.workflows.life.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Jobs whose names were chosen to attack shells, logs, URLs, Markdown and the browser are served as
 * any other, or ignored with one clean line. They are lived once, on a real server; the tests look
 * at what they left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("server")
class AttackStringsTest {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long ALIEN = 900_001;
  private static final long IGNORED = 910_000;

  // In each, so that its traces are found.
  private static final String MARK = "zq7x";
  private static final List<String> ATTACKS =
      List.of(
          "<img src=https://evil.example/zq7x.png onerror=window.zq7x=1>",
          "<script>window.zq7x=1</script>",
          "[zq7x](javascript:window.zq7x=1) <a href=javascript:window.zq7x=1>zq7x</a>",
          "![zq7x](https://evil.example/zq7x.png) [l](https://evil.example/zq7x)",
          "https://evil.example/zq7x www.evil.example/zq7x <https://evil.example/zq7x>",
          "</textarea></title><svg onload=window.zq7x=1><iframe src=https://evil.example/zq7x>",
          "{{constructor.constructor('window.zq7x=1')()}} {@html zq7x}",
          "$(touch zq7x) `touch zq7x` ; touch zq7x | zq7x && touch zq7x",
          "'\"; touch zq7x #",
          "${jndi:ldap://evil.example/zq7x} ${env:PATH} %n%n%s zq7x",
          "zq7x\r\nINFO  [2026-01-01 00:00:00,000] dev.mayfly: forged zq7x",
          "\u001b[31mzq7x\u009b31m\u0007\u0000\u0085",
          "\u202ezq7x\u2066\u200b\ufeff",
          "\"},\"zq7x\":{\"a\":\"",
          "../../../zq7x?a=b#c%2e%2e/",
          "zq7x' OR MayflyPool='ubuntu' --");

  // The Web UI renders Markdown in frames of their own.
  private static final String FRAMES =
      "[...document.querySelectorAll('iframe')].map(f => f.src).filter(src =>"
          + " src.includes('zq7x'))";

  @RegisterExtension static final Stack stack = new Stack();

  private final List<Long> jobs = new ArrayList<>();
  private final List<String> environments = new ArrayList<>();

  @BeforeAll
  void live() throws Exception {
    Optional<TemporalCli> temporal = TemporalCli.find();
    if (temporal.isEmpty()) {
      return;
    }
    stack.start(Stack.onTemporal(temporal.get()).withLogLevel("DEBUG"));
    for (int i = 0; i < ATTACKS.size(); i++) {
      jobs.add(queueNamed(ATTACKS.get(i), ATTACKS.get((i + 1) % ATTACKS.size())));
    }
    environments.addAll(environments());
    stack.go();
    stack.awaitAll();
    takenByAnAlien();
    for (int i = 0; i < ATTACKS.size(); i++) {
      deliver(payload("queued", IGNORED + i, "build", ATTACKS.get(i)));
    }
    for (long job : jobs) {
      Outcome unused = stack.outcome(job);
    }
  }

  /** Here, since a class that is skipped as a whole is not even counted. */
  @BeforeEach
  void skipWithoutTemporal() {
    TemporalCli.findOrSkip();
  }

  @Test
  void eachIsServedUnderExactIdsByARunnerOfItsOwn() throws Exception {
    for (JobView job : stack.github().jobs()) {
      assertThat(job.conclusion()).as(job.toString()).isEqualTo("success");
      assertThat(job.runner()).matches("mayfly-github-[0-9]+-[0-9a-f]{6}-[0-9]+");
      stack.isCompleted(job.id());
    }
    assertThat(stack.github().jobs()).hasSize(ATTACKS.size());
  }

  @Test
  void aLabelThatNoPoolOffersIsIgnoredInOneCleanLine() throws Exception {
    for (int i = 0; i < ATTACKS.size(); i++) {
      long job = IGNORED + i;
      untilNoneIsRefused("job " + job + " is ignored", () -> answer(job).startsWith("200 "));
      String answer = answer(job);

      String reason = JSON.readTree(answer.substring(4)).path("reason").asText();
      assertThat(reason).startsWith("no pool serves a job with the labels [self-hosted, ");
      assertThat(reason).hasSizeLessThan(300).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}]");
    }
  }

  @Test
  void noneReachesATaskACommandOrARequestOfTheWorker() {
    assertThat(environments)
        .hasSizeGreaterThanOrEqualTo(ATTACKS.size())
        .noneMatch(line -> line.contains(MARK));
    assertThat(stack.batch().server().requests().keySet()).noneMatch(line -> line.contains(MARK));
    assertThat(stack.github().server().requests().keySet())
        .isNotEmpty()
        .noneMatch(line -> line.contains(MARK) || line.contains(".."));
  }

  @Test
  void everyRecordOfTheLogIsOneLine() throws Exception {
    List<String> lines = Files.readAllLines(stack.folder().resolve("mayfly.log"), UTF_8);

    assertThat(lines)
        .hasSizeGreaterThan(ATTACKS.size())
        .allMatch(
            // The SDK traces a workflow task that a signal overtook.
            line -> line.matches("(DEBUG|INFO|WARN|ERROR) +\\[.*|! .*"),
            "begins a record or a trace")
        .noneMatch(line -> line.startsWith("! ") && line.contains(MARK))
        .noneMatch(line -> line.matches(".*[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}].*"))
        .noneMatch(line -> line.startsWith("INFO  [2026-01-01 00:00:00,000]"));
  }

  @Test
  void noMetricBearsAName() throws Exception {
    for (URI metrics : stack.local().metrics()) {
      String text =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
              .body();

      // A number's digits may be anything.
      String names = text.replaceAll("(?m) [-+0-9.eE]+$", "");
      assertThat(names)
          .contains("temporal_request_total")
          .doesNotContain(MARK, "acme", String.valueOf(ALIEN));
    }
  }

  @Test
  void theWebUiShowsThemAsTextAndRunsAndLoadsNothing() throws Exception {
    String ui = stack.local().temporal().ui().orElseThrow().toString();
    try (Chromium chromium = Chromium.startOrSkip(stack.file("chromium"))) {
      Page page = chromium.open(URI.create("about:blank"));
      for (long job : shown()) {
        String life =
            ui
                + "/namespaces/default/workflows/"
                + stack.lives().life(job)
                + "/"
                + stack.lives().newestRun(job).orElseThrow().runId();
        show(page, life + "/history", "document.body.innerText.includes('" + MARK + "')");
        isHarmless(page, ui);
        show(page, life + "/user-metadata", FRAMES + ".length >= 2");
        isHarmless(page, ui);
        for (JsonNode frame : frames(page)) {
          show(page, frame.asText(), "document.body.innerText.includes('" + MARK + "')");
          isHarmless(page, ui);
        }
      }
    }
  }

  /** Each has a name of the list and the one after it, so every other one shows all. */
  private List<Long> shown() {
    List<Long> some = new ArrayList<>(List.of(ALIEN));
    for (int i = 0; i < jobs.size(); i += 2) {
      some.add(jobs.get(i));
    }
    return some;
  }

  /** The page may draw them again meanwhile. */
  private static JsonNode frames(Page page) {
    return Eventually.get(
        "its frames are there",
        () -> Optional.of(page.evaluate(FRAMES)).filter(all -> all.size() >= 2));
  }

  private static void show(Page page, String address, String until) {
    page.evaluate("window.before = true");
    page.go(URI.create(address));
    page.await(address + ": " + until, "!window.before && (" + until + ")");
  }

  /** Nothing ran, asked or points elsewhere; a frame's own content is looked at by itself. */
  private static void isHarmless(Page page, String ui) {
    assertThat(page.evaluate("typeof window." + MARK).asText()).isEqualTo("undefined");
    assertThat(page.dialogs()).isEmpty();
    assertThat(page.requests())
        .isNotEmpty()
        .allMatch(url -> url.startsWith(ui) || url.startsWith("data:") || url.startsWith("blob:"));
    assertThat(
            page.evaluate(
                    """
                    [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]
                      .filter(a => /^(href|src|srcset|action|data|on.*)$/i.test(a.name)
                        && /evil\\.example|javascript:|zq7x/i.test(a.value)
                        && !(e.tagName == 'IFRAME' && a.value.startsWith('/render?content=')))
                      .map(a => e.tagName + ' ' + a.name + '=' + a.value)).join('; ')
                    """)
                .asText())
        .isEmpty();
  }

  /** Delivers a job that a foreign runner took, with a name and a conclusion of an attacker. */
  private void takenByAnAlien() throws Exception {
    deliver(payload("queued", ALIEN, ATTACKS.get(0), "ubuntu-latest"));
    untilNoneIsRefused("its life runs", () -> stack.lives().newestRun(ALIEN).isPresent());
    ObjectNode completed =
        (ObjectNode) JSON.readTree(payload("completed", ALIEN, ATTACKS.get(0), "ubuntu-latest"));
    ObjectNode job = (ObjectNode) completed.get("workflow_job");
    job.put("status", "completed").put("conclusion", ATTACKS.get(4));
    job.put("runner_name", ATTACKS.get(3)).put("runner_id", 77);
    deliver(completed.toString());
    Outcome unused = stack.outcome(ALIEN);
  }

  /** On a busy machine the gateway may be too late for an event (503), and no forge tries twice. */
  private static void untilNoneIsRefused(String what, BooleanSupplier holds) {
    Eventually.until(
        what,
        SOON,
        () -> {
          int unused = stack.github().redeliverRefused();
          return holds.getAsBoolean();
        });
  }

  private static String answer(long job) {
    return stack.github().refusal(job).orElse("");
  }

  private static String payload(String action, long id, String name, String label) {
    ObjectNode root = JSON.createObjectNode().put("action", action);
    ObjectNode job = root.putObject("workflow_job");
    job.put("id", id).put("run_id", 7).put("run_attempt", 1).put("status", action);
    job.put("name", name).put("workflow_name", name).put("html_url", "javascript:window.zq7x=1");
    job.put("head_branch", name).put("created_at", Instant.now().toString());
    job.putArray("labels").add("self-hosted").add(label);
    root.putObject("repository")
        .put("full_name", "acme/app")
        .put("name", "app")
        .putObject("owner")
        .put("login", "acme");
    root.putObject("organization").put("login", "acme");
    root.putObject("sender").put("login", name);
    return root.toString();
  }

  private void deliver(String payload) {
    stack.github().deliver(payload.getBytes(UTF_8), "workflow_job");
  }

  private long queueNamed(String jobName, String workflowName) throws Exception {
    return stack
        .jobs()
        .queue(
            """
            name: %s
            jobs:
              build:
                name: %s
                runs-on: [self-hosted, ubuntu-latest]
                steps: [{run: '%s'}]
            """
                .formatted(quoted(workflowName), quoted(jobName), Jobs.until(stack.file("go"))));
  }

  /** As YAML and JSON both read it, in ASCII. */
  private static String quoted(String text) throws Exception {
    return JSON.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(text);
  }

  /**
   * Everything that the tasks were given: one for each job, but not always of its own life, since a
   * runner takes whichever job it is offered.
   */
  private List<String> environments() {
    return Eventually.get(
        "there is a task for each job",
        SOON,
        () ->
            Optional.of(
                    stack.batch().tasks().stream()
                        .map(task -> Objects.toString(task) + task.environment())
                        .toList())
                .filter(all -> all.size() >= ATTACKS.size()));
  }
}
