package dev.mayfly.acceptance.browser;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.acceptance.stack.Binary;
import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A headless Chromium of this machine ({@code CHROMIUM}, else one on the PATH) with an empty
 * profile. Tests that need it are skipped where there is none, except in CI, which skips nothing.
 */
public record Chromium(Process process, DevTools tools) implements AutoCloseable {

  private static final Binary BINARY = new Binary("CHROMIUM", "chromium");
  private static final Duration START = Duration.ofSeconds(90);

  /**
   * @param directory an empty folder for its profile and its log; Chromium leaves much there.
   */
  public static Chromium startOrSkip(Path directory) throws IOException {
    Path profile = Files.createDirectories(directory.resolve("profile"));
    Path log = directory.resolve("chromium.log");
    Process process =
        new ProcessBuilder(command(BINARY.findOrSkip(), profile))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      return new Chromium(process, DevTools.connect(address(process, profile, log)));
    } catch (RuntimeException | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Without the switches against background traffic it calls home, which tests must not do. */
  private static List<String> command(Path binary, Path profile) {
    return List.of(
        binary.toString(),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1600,2400",
        "--remote-debugging-port=0",
        "--user-data-dir=" + profile,
        "about:blank");
  }

  /** Chromium writes the port that it took and the path of its socket into its profile. */
  private static URI address(Process process, Path profile, Path log) throws IOException {
    Path file = profile.resolve("DevToolsActivePort");
    List<String> lines =
        Eventually.get(
            "Chromium listens; its log: " + log,
            START,
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("Chromium ended at its start; its log: " + log);
              }
              return written(file);
            });
    return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
  }

  private static Optional<List<String>> written(Path file) {
    try {
      return Optional.of(Files.readAllLines(file)).filter(lines -> lines.size() == 2);
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  /**
   * A new tab, in a context of its own: no cookies or storage of other tabs. What it does is
   * recorded from before its first request.
   */
  public Page open(URI address) {
    JsonNode context = tools.call("Target.createBrowserContext", Map.of());
    JsonNode target =
        tools.call(
            "Target.createTarget",
            Map.of(
                "url",
                "about:blank",
                "browserContextId",
                context.path("browserContextId").asText()));
    JsonNode session =
        tools.call(
            "Target.attachToTarget",
            Map.of("targetId", target.path("targetId").asText(), "flatten", true));
    Page page = new Page(tools, session.path("sessionId").asText());
    page.go(address);
    return page;
  }

  @Override
  public void close() {
    tools.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroy();
    try {
      process.waitFor(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
