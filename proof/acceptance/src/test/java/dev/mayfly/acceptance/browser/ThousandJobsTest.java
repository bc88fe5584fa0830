package dev.mayfly.acceptance.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mayfly.console.jobs.JobCosts;
import dev.mayfly.console.jobs.JobRow;
import dev.mayfly.console.jobs.Jobs;
import dev.mayfly.console.jobs.Overview.Glance;
import dev.mayfly.console.pages.Assets;
import dev.mayfly.console.pages.Pages;
import dev.mayfly.console.pages.StartPage;
import dev.mayfly.console.signin.Caller;
import dev.mayfly.console.signin.Role;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.workflows.life.LifePhase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The start page with as many jobs as it shows. */
@Tag("server")
class ThousandJobsTest {

  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  @TempDir(cleanup = CleanupMode.NEVER)
  Path directory;

  private static JobRow row(long job) {
    return new JobRow(
        "mayfly-github-" + job,
        job,
        "github",
        "ubuntu",
        "acme/app",
        job % 2 == 0 ? LifePhase.RUNNING : LifePhase.WAITING,
        null,
        NOW.minusSeconds(job),
        null);
  }

  private static String page() {
    List<JobRow> jobs = LongStream.rangeClosed(1, 1_000).mapToObj(ThousandJobsTest::row).toList();
    Glance glance = new Glance(List.of(), jobs, true, List.of(), List.of());
    Pages pages = new Pages("mayfly", () -> glance, InstantSource.fixed(NOW));
    TemporalConnection nowhere =
        new TemporalConnection(TemporalSettings.DEFAULT, Map.of(), Duration.ofSeconds(1));
    try {
      JobCosts costs = new JobCosts(nowhere, "mayfly", Optional.empty(), InstantSource.fixed(NOW));
      return new StartPage(pages, new Jobs(nowhere, "mayfly", "github", costs))
          .start(new Caller("ada", Set.of(Role.READER)));
    } finally {
      nowhere.stop();
    }
  }

  /** A time would be that of the other tests: its weight and its elements make it. */
  @Test
  void areLightEnoughToBeThereWithinASecond() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          byte[] body = path.equals("/") ? page().getBytes(UTF_8) : asset(path);
          exchange.getResponseHeaders().add("Content-Type", type(path));
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try (Chromium chromium = Chromium.startOrSkip(directory)) {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      Page page = chromium.open(address);
      page.await("it is loaded", "performance.getEntriesByType('navigation')[0].loadEventEnd > 0");

      assertThat(page.evaluate("document.querySelectorAll('.jobs tbody tr').length").asInt())
          .isEqualTo(1_000);
      assertThat(page.evaluate("document.documentElement.outerHTML.length").asInt())
          .isLessThan(400_000);
      assertThat(page.evaluate("document.querySelectorAll('*').length").asInt()).isLessThan(10_000);
      assertThat(page.evaluate("document.querySelectorAll('form[method=post]').length").asInt())
          .as("a reader's page has no messages")
          .isZero();
    } finally {
      server.stop(0);
    }
  }

  private static byte[] asset(String path) throws IOException {
    return path.equals("/events")
        ? new byte[0]
        : (byte[]) new Assets().asset(path.substring("/assets/".length())).getEntity();
  }

  private static String type(String path) {
    if (path.endsWith(".css")) {
      return "text/css";
    }
    return path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8";
  }
}
