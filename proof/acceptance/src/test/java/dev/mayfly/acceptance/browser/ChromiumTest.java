package dev.mayfly.acceptance.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The other tests prove that nothing happened in the browser: so it must show what does happen. */
@SuppressWarnings("NullAway.Init") // serve() sets them
@Tag("server")
class ChromiumTest {

  private static final String PAGE =
      """
      <body><p id=p>hello</p><img src="/picture.png" onerror="window.ran = 1">
      <script>
        fetch("/data").then(r => r.text()).then(t => document.getElementById("p").innerText = t)
        console.log("said something")
        setTimeout(() => { alert("boo"); window.alerted = 1 })
      </script>
      """;

  // Half a minute after it was loaded.
  private static final String EMPTY = "<script>performance.now = () => 30001</script><body> ";
  private static final String SLOW = "<head><script src=/slow.js></script></head><body>here";

  @TempDir(cleanup = CleanupMode.NEVER)
  Path directory;

  private final AtomicInteger loads = new AtomicInteger();
  private final CountDownLatch script = new CountDownLatch(1);
  private HttpServer server;
  private URI address;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, 200, PAGE));
    server.createContext("/picture.png", exchange -> answer(exchange, 404, ""));
    server.createContext("/data", exchange -> answer(exchange, 200, "fetched"));
    server.createContext(
        "/late", exchange -> answer(exchange, 200, loads.getAndIncrement() == 0 ? EMPTY : "here"));
    server.createContext("/slow", exchange -> answer(exchange, 200, SLOW));
    server.createContext(
        "/slow.js",
        exchange -> {
          boolean unused = Uninterruptibles.awaitUninterruptibly(script, Duration.ofSeconds(60));
          answer(exchange, 200, "");
        });
    server.start();
    address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/html");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @AfterEach
  void stop() {
    script.countDown();
    server.stop(0);
  }

  @Test
  void showsWhatAPageAsksForRunsAndSays() throws Exception {
    try (Chromium chromium = Chromium.startOrSkip(directory)) {
      Page page = chromium.open(address);
      page.awaitText("fetched");
      page.await("the image failed", "window.ran");
      page.await("the dialog is closed", "window.alerted");

      assertThat(page.requests())
          .contains(address.toString(), address + "picture.png", address + "data");
      assertThat(page.console()).anyMatch(line -> line.contains("said something"));
      assertThat(page.dialogs()).containsExactly("boo");
      assertThatThrownBy(() -> page.evaluate("nothing.like.that"))
          .hasMessageContaining("nothing is not defined");
    }
  }

  @Test
  void aPageThatHasNoBodyYetOrIsLeftIsNotThereYet() throws Exception {
    try (Chromium chromium = Chromium.startOrSkip(directory)) {
      Page page = chromium.open(address.resolve("slow"));
      Eventually.until(
          "its script is asked for", () -> page.requests().contains(address + "slow.js"));

      assertThat(page.look("document.body.innerText")).isEmpty();
      script.countDown();
      assertThat(page.evaluate("[document.body.tagName]").path(0).asText()).isEqualTo("BODY");

      assertThat(page.look("new Promise(() => { location.href = '/data' })")).isEmpty();
      page.awaitText("fetched");
    }
  }

  @Test
  void aPageThatStaysEmptyIsLoadedAgain() throws Exception {
    try (Chromium chromium = Chromium.startOrSkip(directory)) {
      chromium.open(address.resolve("late")).awaitText("here");

      assertThat(loads).hasValue(2);
    }
  }
}
