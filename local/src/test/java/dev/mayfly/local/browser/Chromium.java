package dev.mayfly.local.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium with a profile of its own, told what to do by its DevTools protocol. */
final class Chromium implements AutoCloseable {

  private static final String LISTENS = "DevTools listening on ws://";

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;

  private Chromium(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** The browser of this machine, where it has one. */
  static Optional<Path> binary() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * @param profile an empty folder.
   */
  static Chromium start(Path binary, Path profile) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    binary.toString(),
                    "--headless=new",
                    // Root, as CI is, has no sandbox.
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + profile,
                    "about:blank"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "chromium-end"));
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
      String line = said.readLine();
      while (line != null && !line.startsWith(LISTENS)) {
        line = said.readLine();
      }
      String url = requireNonNull(line, "the browser ended at once");
      return new Chromium(process, url.substring(LISTENS.length()).replaceFirst("/.*", ""));
    }
  }

  /** A tab with an empty page. */
  Tab open() throws Exception {
    HttpResponse<String> made =
        http.send(
            HttpRequest.newBuilder(URI.create("http://" + address + "/json/new?about:blank"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode target = new ObjectMapper().readTree(made.body());
    Tab tab = Tab.connect(http, URI.create(target.path("webSocketDebuggerUrl").asText()));
    tab.call("Page.enable", Map.of());
    return tab;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
