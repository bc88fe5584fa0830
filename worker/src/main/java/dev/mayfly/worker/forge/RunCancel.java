package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.worker.forge.http.ForgeHttp;
import dev.mayfly.worker.forge.http.ForgePages;
import dev.mayfly.worker.forge.http.ForgeResponse;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;

/**
 * Cancels the run of a job that no runner will take, unless another job of the run is in progress:
 * a cancellation ends all of them. A job that starts between the look and the cancellation is ended
 * with the run (ADR 27). Throws {@link ForgeException}.
 *
 * @see <a href="https://docs.github.com/en/rest/actions/workflow-runs">GitHub's description</a>
 */
final class RunCancel {

  private static final int CONFLICT = 409;

  private final ForgeHttp http;

  RunCancel(ForgeHttp http) {
    this.http = http;
  }

  /** Returns what became of the run, in words for people. Rule gh-cancel-run. */
  String cancel(JobRef job) {
    Scope scope = Scope.ofRepository(job.repository());
    HttpUrl.Builder url = http.url(scope, "actions", "jobs", Long.toString(job.id()));
    JsonNode its = http.given(http.send(scope, "GET", url.build(), null), scope).json();
    String status = its.path("status").asText();
    if (!status.equals("queued")) {
      return "nothing is left to cancel: the job is not queued any more, it is " + status;
    }
    String run = its.path("run_id").asText();
    demandThatNothingRuns(scope, run, its);
    return cancel(scope, run);
  }

  /** A run that was run again has jobs of several attempts. */
  private void demandThatNothingRuns(Scope scope, String run, JsonNode its) {
    String attempt = its.path("run_attempt").asText("1");
    HttpUrl jobs = http.url(scope, "actions", "runs", run, "attempts", attempt, "jobs").build();
    for (JsonNode other : new ForgePages(http).all(scope, jobs, "jobs").items()) {
      if (other.path("status").asText().equals("in_progress")) {
        throw new ForgeException(
            Kind.UNAVAILABLE,
            "run %s is not cancelled yet: its job %s is in progress, and would be ended too"
                .formatted(run, other.path("id").asText()),
            null);
      }
    }
  }

  private String cancel(Scope scope, String run) {
    HttpUrl url = http.url(scope, "actions", "runs", run, "cancel").build();
    ForgeResponse answer = http.send(scope, "POST", url, RequestBody.create(new byte[0], null));
    if (answer.status() == CONFLICT) {
      return "nothing is left to cancel: " + http.failure(answer, scope, false).getMessage();
    }
    http.given(answer, scope);
    return "the run is cancelled";
  }
}
