package dev.mayfly.acceptance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Jobs;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.console.codec.CodecApplication;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.server.Eventually;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An encrypted life in the real Web UI, in a real browser. */
@SuppressWarnings("NullAway.Init") // start() sets them
@Tag("server")
class WebUiTest {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final String SECRET = "alice-has-16-characters";
  private static final String HIDDEN = "treasure";
  // Summary and inputs, as far as a person would read them.
  private static final String TEXT =
      "document.body.innerText + [...document.querySelectorAll('.cm-content')]"
          + ".map(e => e.textContent).join(' ')";

  @RegisterExtension static final Stack stack = new Stack();

  private static Chromium browser;
  private static URI page;
  private static String origin;

  @BeforeAll
  static void start() throws Exception {
    LocalStack.Settings settings = Stack.onRealTemporal();
    browser = stack.open(Chromium.startOrSkip(stack.file("browser")));
    stack.startEncrypted(settings);
    URI ui = stack.local().temporal().ui().orElseThrow();
    startCodec(ui);
    long job = stack.jobs().queue(Jobs.TREASURE);
    stack.awaitAll();
    stack.isCompleted(job);
    page =
        ui.resolve(
            "/namespaces/default/workflows/"
                + stack.lives().life(job)
                + "/"
                + stack.lives().newestRun(job).orElseThrow().runId()
                + "/history");
  }

  private static void startCodec(URI ui) throws Exception {
    Files.writeString(stack.folder().resolve("alice"), SECRET);
    CodecApplication codec = new CodecApplication();
    AutoCloseable unused = stack.open(codec::stop);
    codec.start(
        Files.writeString(
                stack.folder().resolve("codec.yml"),
                """
                uiOrigin: %s
                users: {alice: {file: alice}}
                encryptionKeys: {local: {file: encryption-key}}
                server:
                  applicationConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
                  adminConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
                  requestLog: {appenders: []}
                """
                    .formatted(ui))
            .toString());
    origin = "http://127.0.0.1:" + codec.port();
  }

  /** As the settings of the Web UI keep it. */
  private static Page tab(boolean withCodec) {
    Page tab = browser.open(page.resolve("/"));
    tab.await(
        "the Web UI is loaded",
        "document.readyState === 'complete' && location.href.startsWith('http')");
    tab.evaluate(
        withCodec
            ? "localStorage.setItem('endpoint', '\"%s\"'); localStorage.setItem('includeCredentials', 'true')"
                .formatted(origin)
            : "localStorage.clear()");
    return tab;
  }

  private static String text(Page tab) {
    return tab.evaluate(TEXT).asText();
  }

  @Test
  void whoSignsInAtTheCodecReadsTheLife() throws Exception {
    Page tab = tab(true);
    tab.signInAs(origin, "alice", SECRET);

    tab.go(page);

    Eventually.until("the page shows the job", SOON, () -> text(tab).contains(HIDDEN));
    Eventually.until("and its repository", SOON, () -> text(tab).contains("acme/app"));
  }

  @Test
  void withAWrongSecretTheLifeStaysEncrypted() throws Exception {
    Page tab = tab(true);
    tab.signInAs(origin, "alice", "mallory-has-16-characters");

    tab.go(page);

    staysEncrypted(tab);
  }

  @Test
  void withoutTheCodecTheLifeStaysEncrypted() throws Exception {
    Page tab = tab(false);

    tab.go(page);

    staysEncrypted(tab);
  }

  private static void staysEncrypted(Page tab) {
    Eventually.until(
        "the page shows ciphertext", SOON, () -> text(tab).contains("encryption-key-id"));
    assertThat(text(tab)).doesNotContain(HIDDEN).doesNotContain("acme/app");
  }
}
