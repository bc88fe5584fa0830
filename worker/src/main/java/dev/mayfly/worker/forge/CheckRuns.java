package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeHttp;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.Notice;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The check runs by which one forge's readers are told of jobs that wait. GitHub lets Apps alone
 * make them, and each change only its own. Throws {@link ForgeException}. Thread-safe.
 *
 * @see <a href="https://docs.github.com/en/rest/checks/runs">GitHub's description</a>
 */
public final class CheckRuns {

  static final String NAME = "Mayfly: waiting for a runner";

  private static final MediaType JSON = MediaType.get("application/json");
  private static final String CHECK_RUNS = "check-runs";

  private final ForgeHttp http;

  CheckRuns(ForgeHttp http) {
    this.http = http;
  }

  /**
   * Opens the check run of a job, on the commit that it is of, or finds the one that is open.
   *
   * @return its id; empty where the job does not wait any more.
   */
  Optional<Long> open(Notice notice) {
    Scope scope = scope(notice);
    String id = Long.toString(notice.job().id());
    JsonNode job = send(scope, "GET", http.url(scope, "actions", "jobs", id), null);
    String sha = job.path("head_sha").asText();
    if (!job.path("status").asText().equals("queued") || sha.isEmpty()) {
      return Optional.empty();
    }
    return find(scope, sha, notice.life()).or(() -> Optional.of(create(scope, sha, notice)));
  }

  /** A step that is repeated makes no second one. */
  private Optional<Long> find(Scope scope, String sha, String life) {
    HttpUrl.Builder url =
        http.url(scope, "commits", sha, CHECK_RUNS)
            .addQueryParameter("check_name", NAME)
            .addQueryParameter("filter", "all")
            .addQueryParameter("per_page", "100");
    for (JsonNode one : send(scope, "GET", url, null).path("check_runs")) {
      if (one.path("external_id").asText().equals(life)
          && !one.path("status").asText().equals("completed")) {
        return Optional.of(one.path("id").asLong());
      }
    }
    return Optional.empty();
  }

  /** Rule gh-checks-by-apps. Rule gh-check-runs-1000: older ones go, so it need not be bounded. */
  private long create(Scope scope, String sha, Notice notice) {
    ObjectNode body = body(notice).put("name", NAME).put("head_sha", sha);
    body.put("status", "queued").put("external_id", notice.life());
    return send(scope, "POST", http.url(scope, CHECK_RUNS), body).path("id").asLong();
  }

  /** Closes it as neutral, which stands in no pull request's way. */
  void close(long id, Notice notice) {
    Scope scope = scope(notice);
    ObjectNode body = body(notice).put("status", "completed").put("conclusion", "neutral");
    send(scope, "PATCH", http.url(scope, CHECK_RUNS, Long.toString(id)), body);
  }

  private static ObjectNode body(Notice notice) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("output").put("title", notice.title()).put("summary", notice.text());
    return body;
  }

  private static Scope scope(Notice notice) {
    return Scope.ofRepository(notice.job().repository());
  }

  private JsonNode send(
      Scope scope, String method, HttpUrl.Builder url, @Nullable ObjectNode body) {
    RequestBody sent = body == null ? null : RequestBody.create(body.toString(), JSON);
    return http.given(http.send(scope, method, url.build(), sent), scope).json();
  }
}
