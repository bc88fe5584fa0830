package dev.mayfly.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.gateway.Gateway;
import dev.mayfly.gateway.TestTemporal;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.temporal.OperatorRequest;
import java.net.http.HttpRequest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deliveries with the headers and the fields that Gitea 1.26 sends, and without the others. */
@Tag("server")
class GiteaWebhookTest {

  // Of 64 hex digits, as Gitea's own and Gogs's headers carry the same digest bare.
  private static final String PREFIX = "sha256=";

  @RegisterExtension static final TestTemporal temporal = new TestTemporal("test");
  @RegisterExtension static final Gateway gateway = Gateway.on(temporal);

  @Test
  void aQueuedJobIsServedThoughHalfOfGitHubsFieldsAreAbsent() throws Exception {
    Gateway.Reply reply = deliver("a-1", job("queued", 1, 0, ""));

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text("result")).isEqualTo("started");
    assertThat(reply.text("workflowId")).isEqualTo("mayfly-gitea-1");
    assertThat(life(1).status().job()).isNotEqualTo("verify");
  }

  @Test
  void aJobOfTheSameNumberAtAnotherForgeIsAnotherJob() throws Exception {
    deliver("b-1", job("queued", 2, 0, ""));

    Gateway.Reply other = gateway.deliver("workflow_job", "b-1", Payloads.queued(2));

    assertThat(other.text("workflowId")).isEqualTo("mayfly-github-2");
    assertThat(other.text("result")).isEqualTo("started");
  }

  @Test
  void everyEventOfAJobReachesItsLifeThoughTheAttemptChanges() throws Exception {
    deliver("c-1", job("waiting", 3, 0, ""));
    deliver("c-2", job("queued", 3, 0, ""));
    deliver("c-3", job("in_progress", 3, 1, "mayfly-gitea-3-abcdef-1"));

    assertThat(life(3).status().line())
        .isEqualTo("queued c-2; in_progress c-3 mayfly-gitea-3-abcdef-1");
  }

  @Test
  void aRerunUnderTheSameIdStartsAgainAndIsVerified() throws Exception {
    deliver("d-1", job("queued", 4, 0, ""));
    deliver("d-2", job("completed", 4, 1, "mayfly-gitea-4-abcdef-1"));
    awaitEnd(4);

    Gateway.Reply rerun = deliver("d-3", job("queued", 4, 1, ""));

    assertThat(rerun.text("result")).isEqualTo("started");
    assertThat(life(4).status().job()).isEqualTo("verify");
    assertThat(life(4).status().line()).isEqualTo("queued d-3");
  }

  @Test
  void aRerunWhileTheLifeIsOpenTellsTheLife() throws Exception {
    deliver("e-1", job("queued", 5, 0, ""));

    deliver("e-2", job("queued", 5, 1, ""));

    assertThat(life(5).status().line()).isEqualTo("queued e-1; queued e-2");
  }

  @Test
  void aRerunOfACancelledLifesJobIsNewerThoughTheJobIsAsOldAsBefore() throws Exception {
    String queued =
        job("queued", 6, 0, "")
            .replace("\"run_id\"", "\"created_at\": \"2020-01-01T00:00:00Z\", \"run_id\"");
    deliver("f-1", queued);
    life(6).cancel(new OperatorRequest("me", "test", false, null));
    awaitEnd(6);

    Gateway.Reply rerun = deliver("f-2", queued);

    assertThat(rerun.text("result")).isEqualTo("started");
    assertThat(life(6).status().job()).isEqualTo("verify");
  }

  @Test
  void aHookWithoutASecretIsRefused() throws Exception {
    String body = job("queued", 7, 0, "");

    assertThat(gateway.send(request("g-1", body, "")).status()).isEqualTo(401);
  }

  @Test
  void aFormIsRefusedSinceItsSignatureIsNotThatOfItsBytes() throws Exception {
    String body = job("queued", 8, 0, "");
    HttpRequest.Builder form =
        request("h-1", body, digest(body))
            .setHeader("Content-Type", "application/x-www-form-urlencoded");

    assertThat(gateway.send(form).status()).isEqualTo(415);
  }

  private static Gateway.Reply deliver(String delivery, String body) throws Exception {
    return gateway.send(request(delivery, body, digest(body)));
  }

  private static String digest(String body) throws Exception {
    return Gateway.sign(Gateway.SECRET, body).substring(PREFIX.length());
  }

  private static HttpRequest.Builder request(String delivery, String body, String digest) {
    return gateway
        .request("gitea", body)
        .header("User-Agent", "Go-http-client/1.1")
        .header("X-GitHub-Delivery", delivery)
        .header("X-GitHub-Event", "workflow_job")
        .header("X-GitHub-Event-Type", "workflow_job")
        .header("X-GitHub-Hook-Installation-Target-Type", "organization")
        .header("X-Gitea-Delivery", delivery)
        .header("X-Gitea-Event", "workflow_job")
        .header("X-Gitea-Event-Type", "workflow_job")
        .header("X-Gitea-Signature", digest)
        .header("X-Gogs-Event", "workflow_job")
        .header("X-Gogs-Signature", digest)
        .header("X-Hub-Signature", "sha1=")
        .header("X-Hub-Signature-256", PREFIX + digest);
  }

  private static String job(String action, long id, int attempt, String runner) {
    String taken =
        runner.isEmpty() ? "" : ", \"runner_id\": 12, \"runner_name\": \"" + runner + "\"";
    String over = action.equals("completed") ? ", \"conclusion\": \"success\"" : "";
    return """
    {"action": "%s",
     "workflow_job": {"id": %d, "url": "https://gitea.invalid/api/v1/repos/acme/app/actions/jobs/1",
       "html_url": "https://gitea.invalid/acme/app/actions/runs/1/jobs/0",
       "run_id": 1, "run_url": "https://gitea.invalid/acme/app/actions/runs/1", "name": "build",
       "labels": ["self-hosted", "linux"], "run_attempt": %d, "head_sha": "0a1b",
       "head_branch": "main", "status": "%s", "steps": [],
       "started_at": "1970-01-01T00:00:00Z", "completed_at": "0001-01-01T00:00:00Z"%s%s},
     "organization": {"id": 2, "name": "acme", "username": "acme", "full_name": ""},
     "repository": {"id": 1, "owner": {"id": 2, "login": "acme", "username": "acme"},
       "name": "app", "full_name": "acme/app"},
     "sender": {"id": 1, "login": "ada"}}
    """
        .formatted(action, id, attempt, action, taken, over);
  }

  private static RunnerWorkflow life(long job) {
    return temporal.client().newWorkflowStub(RunnerWorkflow.class, "mayfly-gitea-" + job);
  }

  private static void awaitEnd(long job) throws Exception {
    temporal
        .client()
        .newUntypedWorkflowStub("mayfly-gitea-" + job)
        .getResult(60, TimeUnit.SECONDS, Object.class);
  }
}
