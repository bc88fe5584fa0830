package dev.mayfly.local.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The other tests prove that nothing happened in the browser: so it must show what does happen. */
class ChromiumTest {

  private static final String PAGE =
      """
      <body><p id=p>hello</p><img src="/picture.png" onerror="window.ran = 1">
      <script>
        fetch("/data").then(r => r.text()).then(t => document.getElementById("p").innerText = t)
        console.log("said something")
        setTimeout(() => alert("boo"))
      </script>
      """;

  @TempDir(cleanup = CleanupMode.NEVER)
  Path directory;

  @Test
  void showsWhatAPageAsksForRunsAndSays() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          byte[] body = (path.equals("/data") ? "fetched" : PAGE).getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(path.equals("/picture.png") ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");

    try (Chromium chromium = Chromium.startOrSkip(directory)) {
      Page page = chromium.open(address);
      page.awaitText("fetched");
      page.await("the image failed", "window.ran");

      assertThat(page.requests())
          .contains(address.toString(), address + "picture.png", address + "data");
      assertThat(page.console()).anyMatch(line -> line.contains("said something"));
      assertThat(page.dialogs()).containsExactly("boo");
      assertThatThrownBy(() -> page.evaluate("nothing.like.that"))
          .hasMessageContaining("nothing is not defined");
    } finally {
      server.stop(0);
    }
  }
}
