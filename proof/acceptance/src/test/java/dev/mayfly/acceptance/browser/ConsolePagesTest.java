package dev.mayfly.acceptance.browser;

import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.acceptance.stack.Jobs;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.console.ConsoleApplication;
import dev.mayfly.local.stack.Ports;
import dev.mayfly.workflows.life.Outcome;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The console's pages of one Mayfly in a real browser: one job runs, others wait for the pool's one
 * place, one of which has a hostile name. The screenshots stay in {@code target/console}.
 */
@SuppressWarnings("NullAway.Init") // start() sets them
@Tag("server")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsolePagesTest {

  private static final String READER = "reader-has-16-characters";
  private static final String HOSTILE =
      "<script>window.evil=1</script><img src=x onerror=window.evil=1> \u202egnp.exe {{evil}} "
          + "long".repeat(60);

  // Text below WCAG's AA of its ground, headings out of order, fields without a label: as text.
  private static final String FLAWS =
      """
      (() => {
        const flaws = [];
        const rgb = text => text.match(/[\\d.]+/g).map(Number);
        const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
          .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
          .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const ground = e => {
          for (; e; e = e.parentElement) {
            const c = rgb(getComputedStyle(e).backgroundColor);
            if (c.length < 4 || c[3] > 0) return c;
          }
          return [255, 255, 255];
        };
        for (const e of document.querySelectorAll('body *')) {
          if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
          const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
          const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (ratio < 4.5) flaws.push(e.tagName + ' ' + e.textContent.trim().slice(0, 30) + ' has ' + ratio.toFixed(1));
        }
        const levels = [...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1]);
        if (levels.filter(l => l === 1).length !== 1 || levels.some((l, i) => i && l > levels[i - 1] + 1)) {
          flaws.push('headings ' + levels);
        }
        document.querySelectorAll('input:not([type=hidden])').forEach(i => i.labels.length || flaws.push('no label: ' + i.name));
        if (document.documentElement.scrollWidth > innerWidth) flaws.push('wider than the window: ' + document.documentElement.scrollWidth);
        if (!document.documentElement.lang) flaws.push('no language');
        return flaws.join('; ');
      })()
      """;

  @RegisterExtension static final Stack stack = new Stack();

  private static Chromium browser;
  private static URI console;
  private static long running;
  private static long waiting;
  private static long hostile;

  @BeforeAll
  static void start() throws Exception {
    var settings = Stack.onRealTemporal().withMaxRunners(1).withConsole();
    browser = stack.open(Chromium.startOrSkip(stack.file("browser")));
    stack.start(settings);
    console = stack.local().console().orElseThrow();
    running = stack.queueUntilGo();
    stack.awaitRunning(running);
    waiting = stack.queue("true");
    Page page = browser.open(console);
    page.awaitText("number 1 of 1; the pool is full: 1 of 1");
    hostile =
        stack
            .jobs()
            .queue(
                """
                jobs:
                  build:
                    name: "%s"
                    runs-on: [self-hosted, ubuntu-latest]
                    steps: [{run: '%s'}]
                """
                    .formatted(HOSTILE, Jobs.until(stack.file("go"))));
    page.awaitText("" + hostile);
  }

  /** The pages that are shown, each with a text that is there once the page is. */
  private static Map<String, String> shown() {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("", "number 1 of 2; the pool is full: 1 of 1");
    shown.put("jobs/" + running, "RUNNING");
    shown.put("jobs/mayfly-github-" + waiting, "WAITING");
    shown.put("jobs/" + hostile, "WAITING");
    shown.put("jobs/99", "NOT SEEN");
    shown.put("jobs/nonsense", "not a job");
    shown.put("pools/ubuntu", "Queue");
    return shown;
  }

  @Test
  @Order(1)
  void everyPageIsWholeInBothSchemesAndWidthsWithAndWithoutScript() throws Exception {
    Path screenshots =
        Files.createDirectories(
            Path.of(
                requireNonNullElse(System.getProperty("mayfly.root"), "../.."),
                "target",
                "console"));
    List<String> flaws = new ArrayList<>();
    int number = 0;
    for (boolean script : new boolean[] {true, false}) {
      Page page = browser.open(URI.create("about:blank"));
      for (int width : new int[] {320, 1440}) {
        // Each two of width, scheme and script meet, which is what depends on each other.
        String scheme = (width == 320) == script ? "light" : "dark";
        page.look(width, scheme, script);
        for (Map.Entry<String, String> path : shown().entrySet()) {
          page.go(console.resolve("/" + path.getKey()));
          page.awaitText(path.getValue());
          String name =
              "%02d-%d-%s-%s".formatted(++number, width, scheme, script ? "script" : "plain");
          page.screenshot(screenshots.resolve(name + ".png"));
          String found = page.evaluate(FLAWS).asText();
          if (!found.isEmpty()) {
            flaws.add(name + ": " + found);
          }
        }
      }
      assertThat(page.requests()).isNotEmpty().allMatch(url -> url.startsWith(console.toString()));
      // Chromium tells of answers that are no 200.
      assertThat(page.console())
          .allMatch(line -> line.contains("jobs/nonsense") && line.contains("400"));
      assertThat(page.dialogs()).isEmpty();
    }
    assertThat(flaws).isEmpty();
  }

  @Test
  @Order(2)
  void aHostileNameIsText() {
    Page page = browser.open(console.resolve("/jobs/" + hostile));
    page.awaitText("<script>window.evil=1</script><img src=x");

    assertThat(page.text()).contains("WAITING").doesNotContain("\u202e");
    assertThat(page.evaluate("typeof window.evil").asText()).isEqualTo("undefined");
    assertThat(page.evaluate("document.querySelectorAll('main img, main script').length").asInt())
        .isZero();
  }

  /** Their widths are attributes: the page has no style of its own, and is let have none. */
  @Test
  @Order(2)
  void eachPartOfATimelineHasABar() {
    Page page = browser.open(console.resolve("/jobs/" + running));
    page.awaitText("In progress");

    int parts = page.evaluate("document.querySelectorAll('.timeline tbody tr').length").asInt();
    assertThat(parts).isGreaterThanOrEqualTo(6);
    assertThat(
            page.evaluate(
                    "[...document.querySelectorAll('.bar rect')]"
                        + ".filter(bar => bar.getBoundingClientRect().width > 0.5).length")
                .asInt())
        .isEqualTo(parts);
  }

  @Test
  @Order(3)
  void aPastedAddressLeadsToTheJobsPage() {
    Page page = browser.open(console);
    page.awaitText("Needs you");
    page.fill("#job", "https://forge/acme/app/actions/runs/1/job/%d?pr=1".formatted(waiting));
    page.click("form[role=search] button");

    page.awaitText("number 1 of 2 that wait");
  }

  @Test
  @Order(4)
  void anOperatorCancelsAJobAndTheHistoryHasWhoAndWhy() throws Exception {
    Page page = browser.open(console.resolve("/jobs/" + waiting));
    page.awaitText("WAITING");
    page.fill("form[action$=cancel] [name=reason]", "wrong branch");
    page.click("form[action$=cancel] button");

    page.awaitText("cancelled: nothing more is provided");
    assertThat(stack.outcome(waiting)).isInstanceOf(Outcome.Cancelled.class);
    assertThat(stack.lives().history(waiting).toString())
        .contains("wrong branch", "anybody on this machine");
    page.click("main a");
    page.awaitText("CANCELLED");
  }

  @Test
  @Order(5)
  void aPausedPoolIsSaidOnThePageThatIsOpenAndResumed() {
    Page watching = browser.open(console);
    watching.awaitText("Nothing.");
    Page page = browser.open(console.resolve("/pools/ubuntu"));
    page.awaitText("Queue");
    page.fill("form[action$=pause] [name=reason]", "maintenance");
    page.click("form[action$=pause] button");
    page.awaitText("Back to the pool");

    watching.awaitText("by anybody on this machine: maintenance");
    page.click("main a");
    page.awaitText("PAUSED");
    page.fill("form[action$=resume] [name=reason]", "done");
    page.click("form[action$=resume] button");
    page.awaitText("Back to the pool");
    watching.awaitText("Nothing.");
  }

  @Test
  @Order(6)
  void aStrangerSeesNothingAndAReaderReadsAndCannotAct() throws Exception {
    URI guarded = guardedConsole();
    URI address = guarded.resolve("/jobs/" + running);
    Page page = browser.open(address);
    page.awaitText("Sign in");
    assertThat(page.html()).doesNotContain("acme", "RUNNING");

    page.fill("[name=secret]", READER);
    page.click("form button");
    page.awaitText("RUNNING");
    assertThat(page.evaluate("document.querySelectorAll('main form').length").asInt()).isZero();
    JsonNode refused =
        page.evaluate(
            "fetch('/jobs/%d/cancel', {method: 'POST', body: new URLSearchParams({reason: 'mine'})})"
                    .formatted(running)
                + ".then(answer => answer.status)");

    assertThat(refused.asInt()).isEqualTo(403);
    assertThat(stack.lives().history(running).toString()).doesNotContain("mine");
  }

  /** Starts a console beside the other that demands a sign-in, and lets one reader in. */
  private static URI guardedConsole() throws Exception {
    int port = Ports.free();
    URI address = URI.create("http://127.0.0.1:" + port + "/");
    Files.writeString(stack.folder().resolve("rita"), READER);
    String open = Files.readString(stack.folder().resolve("console.yml"));
    Path file =
        Files.writeString(
            stack.folder().resolve("guarded-console.yml"),
            open.replaceFirst("port: 0", "port: " + port)
                + """
                signIn:
                  addresses: ['http://127.0.0.1:%d']
                  secrets: {rita: {secret: {file: rita}, roles: [reader]}}
                """
                    .formatted(port));
    ConsoleApplication guarded = new ConsoleApplication();
    guarded.start(file.toString());
    stack.open(guarded::stop);
    return address;
  }

  @Test
  @Order(7)
  void whatTheLifeAnswersIsWhatThePageShowsToTheEnd() throws Exception {
    Page page = browser.open(console.resolve("/jobs/" + running));
    page.awaitText("RUNNING");

    stack.go();

    page.awaitText("DONE");
    JsonNode forms = page.evaluate("document.querySelectorAll('main form').length");
    assertThat(forms.asInt()).as("those it was opened with").isPositive();
  }
}
