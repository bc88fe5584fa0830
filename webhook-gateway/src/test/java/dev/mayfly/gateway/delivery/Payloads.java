package dev.mayfly.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Payloads as forges send them: written out here, or recorded by others. */
public final class Payloads {

  private Payloads() {}

  public static String job(String action, long id, String labels, String runner) {
    return """
    {"action": "%s",
     "workflow_job": {"id": %d, "run_id": 7, "name": "build", "workflow_name": "CI",
       "html_url": "https://github.com/acme/app/actions/runs/7/job/%d",
       "labels": %s, "runner_name": %s, "conclusion": %s},
     "repository": {"full_name": "acme/app"}}
    """
        .formatted(
            action,
            id,
            id,
            labels,
            runner.isEmpty() ? "null" : '"' + runner + '"',
            action.equals("completed") ? "\"success\"" : "null");
  }

  public static String queued(long id) {
    return job("queued", id, "[\"self-hosted\", \"linux\"]", "");
  }

  /** A file of {@code ../shared/data/github/webhooks}, which is no part of the project. */
  static byte[] recorded(String name) throws IOException {
    Path root = Path.of(Objects.requireNonNull(System.getProperty("mayfly.root"), "mayfly.root"));
    Path file = root.resolve("../shared/data/github/webhooks").resolve(name).normalize();
    if ("true".equals(System.getenv("CI"))) {
      assertThat(file).as("CI must not skip the recorded payloads").exists();
    }
    assumeTrue(Files.exists(file), "skipped: there are no recorded payloads at " + file);
    return Files.readAllBytes(file);
  }
}
