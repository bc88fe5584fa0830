package dev.mayfly.acceptance.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** One tab of a {@link Chromium}, with what it has asked for, said and run since it was opened. */
public final class Page {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TEXT = "document.body.innerText";
  // As a person does where Temporal's Web UI (seen on 2.42.1) says that its server is too busy, and
  // where a page is empty for half a minute, as one was once; why is not known. Once a load.
  private static final String REFRESHES =
      """
      ((%1$s.includes('Try a refresh or jump') || performance.now() > 30000 && !%1$s.trim())
        && (window.refreshed || (window.refreshed = true, location.reload(), true)))"""
          .formatted(TEXT);
  private static final String NO_BODY = "the page has no body yet";

  // DevTools has no code for it alone, and several texts.
  private static final int PAGE_LEFT = -32000;

  private final DevTools tools;
  private final String session;

  Page(DevTools tools, String session) {
    this.tools = tools;
    this.session = session;
    // An open dialog stops the page.
    tools.answer(
        session,
        "Page.javascriptDialogOpening",
        "Page.handleJavaScriptDialog",
        opened -> Map.of("accept", true));
    Stream.of("Page", "Network", "Runtime", "Log").forEach(domain -> call(domain + ".enable"));
  }

  /**
   * Returns once the page before is left, whose text may be the same. Does not wait until this one
   * has loaded: {@link #await} does, for what the test needs.
   */
  public void go(URI address) {
    String loader =
        call("Page.navigate", Map.of("url", address.toString())).path("loaderId").asText();
    Eventually.until(
        address + " has taken the place of the page before",
        PATIENCE,
        () ->
            tools.events(session, "Page.frameNavigated").stream()
                .anyMatch(event -> event.at("/frame/loaderId").asText().equals(loader)));
  }

  /**
   * From now on looks at pages so.
   *
   * @param width of the window, in pixels.
   * @param scheme that the user prefers: {@code light} or {@code dark}.
   * @param script whether pages' own scripts run.
   */
  public void look(int width, String scheme, boolean script) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 1200, "deviceScaleFactor", 1, "mobile", false));
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    call("Emulation.setScriptExecutionDisabled", Map.of("value", !script));
  }

  /**
   * Signs in when this origin asks; when it asks again, the sign-in was refused and is given up.
   */
  public void signInAs(String origin, String name, String secret) {
    AtomicBoolean typed = new AtomicBoolean();
    tools.answer(
        session,
        "Fetch.requestPaused",
        "Fetch.continueRequest",
        paused -> Map.of("requestId", paused.path("requestId").asText()));
    tools.answer(
        session,
        "Fetch.authRequired",
        "Fetch.continueWithAuth",
        asked ->
            Map.of(
                "requestId",
                asked.path("requestId").asText(),
                "authChallengeResponse",
                typed.getAndSet(true)
                    ? Map.of("response", "CancelAuth")
                    : Map.of(
                        "response", "ProvideCredentials", "username", name, "password", secret)));
    call(
        "Fetch.enable",
        Map.of(
            "handleAuthRequests", true, "patterns", List.of(Map.of("urlPattern", origin + "/*"))));
  }

  /**
   * The value of a JavaScript expression, in a page that has a body; a promise is waited for. It
   * may run again in the next page where the page is left meanwhile.
   *
   * @throws AssertionError where the expression throws.
   */
  public JsonNode evaluate(String expression) {
    return Eventually.get("a page runs " + expression, PATIENCE, () -> look(expression));
  }

  /** Empty where the page has no body yet, or is left before the expression has a value. */
  Optional<JsonNode> look(String expression) {
    JsonNode answer =
        tools.ask(
            session,
            "Runtime.evaluate",
            Map.of(
                "expression",
                "if (!document.body) throw '" + NO_BODY + "';\n" + expression,
                "returnByValue",
                true,
                "awaitPromise",
                true));
    if (answer.path("error").path("code").asInt() == PAGE_LEFT) {
      return Optional.empty();
    }
    JsonNode result = DevTools.result("Runtime.evaluate", answer);
    JsonNode thrown = result.path("exceptionDetails");
    if (thrown.path("exception").path("value").asText().equals(NO_BODY)) {
      return Optional.empty();
    }
    if (!thrown.isMissingNode()) {
      throw new AssertionError(expression + " threw: " + thrown);
    }
    return Optional.of(result.path("result").path("value"));
  }

  /** Waits until a JavaScript expression is true. */
  public void await(String what, String expression) {
    try {
      Eventually.until(
          what,
          PATIENCE,
          () ->
              look("!" + REFRESHES + " && !!(" + expression + ")")
                  .filter(JsonNode::asBoolean)
                  .isPresent());
    } catch (AssertionError e) {
      throw new AssertionError(
          e.getMessage() + "; the page shows: " + look(TEXT) + "; its console: " + console(), e);
    }
  }

  /** Waits until the page is there, its style too, and shows this text. */
  public void awaitText(String text) {
    await(
        "the page shows " + text,
        "document.readyState === 'complete' && " + TEXT + ".includes(" + quoted(text) + ")");
  }

  /** Clicks the first element that this CSS selector finds, as a script does. */
  public void click(String selector) {
    await(
        selector + " is clicked",
        "[document.querySelector(" + quoted(selector) + ")].map(e => e && (e.click(), true))[0]");
  }

  /** Gives the first field that this CSS selector finds a value, as a script does. */
  public void fill(String selector, String value) {
    await(
        selector + " is filled in",
        "[document.querySelector(%s)].map(e => e && (e.value = %s, true))[0]"
            .formatted(quoted(selector), quoted(value)));
  }

  /** Returns the text that a person reads. */
  public String text() {
    return evaluate(TEXT).asText();
  }

  public String html() {
    return evaluate("document.documentElement.outerHTML").asText();
  }

  /** The address of every request so far, refused ones and preflights included. */
  public List<String> requests() {
    return tools.events(session, "Network.requestWillBeSent").stream()
        .map(event -> event.path("request").path("url").asText())
        .toList();
  }

  /** Every {@code alert}, {@code confirm} and {@code prompt} so far. */
  public List<String> dialogs() {
    return tools.events(session, "Page.javascriptDialogOpening").stream()
        .map(event -> event.path("message").asText())
        .toList();
  }

  /** The lines of the console: messages, uncaught errors, refusals of CORS and policies. */
  public List<String> console() {
    return Stream.of("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        .flatMap(method -> tools.events(session, method).stream())
        .map(JsonNode::toString)
        .toList();
  }

  /** A PNG of what is in the window, for a person who looks into a failure. */
  public void screenshot(Path file) throws IOException {
    JsonNode answer = call("Page.captureScreenshot", Map.of("format", "png"));
    Files.write(file, Base64.getDecoder().decode(answer.path("data").asText()));
  }

  private JsonNode call(String method) {
    return call(method, Map.of());
  }

  private JsonNode call(String method, Map<String, ?> parameters) {
    return tools.call(session, method, parameters);
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }
}
