package dev.mayfly.gateway.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.gateway.Gateway;
import dev.mayfly.gateway.TestTemporal;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer of the webhook, over HTTP, from the real gateway against Temporal's test server. */
@Tag("server")
class WebhookTest {

  private static final String LINUX = "[\"self-hosted\", \"linux\"]";
  private static final String LONG_AGO = "2020-01-01T00:00:00Z";
  private static final String UI = "http://127.0.0.1:8233/namespaces/default/workflows/";

  @RegisterExtension static final TestTemporal temporal = new TestTemporal("test");
  @RegisterExtension static final Gateway gateway = Gateway.on(temporal);

  @Test
  void aQueuedJobIsAcceptedWithItsLifeAndItsPage() throws Exception {
    Gateway.Reply reply = gateway.deliver("workflow_job", "a-1", Payloads.queued(100));

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text("result")).isEqualTo("started");
    assertThat(reply.text("workflowId")).isEqualTo("mayfly-github-100");
    assertThat(reply.text("link")).isEqualTo(UI + "mayfly-github-100");
    assertThat(reply.json().has("status")).isFalse();
    assertThat(life(100).status().line()).isEqualTo("queued a-1");
  }

  @Test
  void aLifeIsStartedWithoutSearchAttributesForItsFirstTaskToSet() throws Exception {
    gateway.deliver("workflow_job", "b-1", Payloads.queued(110));

    var description = stub(110).describe();
    assertThat(description.getWorkflowType()).isEqualTo("RunnerLife");
    assertThat(description.getTaskQueue()).isEqualTo("test");
    assertThat(SearchAttributes.ALL).noneMatch(description.getTypedSearchAttributes()::containsKey);
  }

  @Test
  void aRepeatedDeliveryIsAnsweredWithoutTemporalAndAnotherOneOfTheSameJobTellsTheSameLife()
      throws Exception {
    gateway.deliver("workflow_job", "d-1", Payloads.queued(130));
    Gateway.Reply repeated = gateway.deliver("workflow_job", "d-1", Payloads.queued(130));
    Gateway.Reply other = gateway.deliver("workflow_job", "d-2", Payloads.queued(130));

    assertThat(repeated.status()).isEqualTo(202);
    assertThat(repeated.text("reason")).contains("answered before");
    assertThat(repeated.text("workflowId")).isEqualTo("mayfly-github-130");
    assertThat(other.status()).isEqualTo(202);
    assertThat(life(130).status().line()).isEqualTo("queued d-1; queued d-2");
  }

  @Test
  void aDeliveryRepeatedLongAfterwardsSaysThatItsLifeWasToldNotStarted() throws Exception {
    Gateway.Reply first = gateway.deliver("workflow_job", "r-1", created(135, LONG_AGO));
    Gateway.Reply repeated = gateway.deliver("workflow_job", "r-2", created(135, LONG_AGO));

    assertThat(first.text("result")).isEqualTo("started");
    assertThat(repeated.status()).isEqualTo(202);
    assertThat(repeated.text("result")).isEqualTo("signalled");
    assertThat(repeated.text("workflowId")).isEqualTo("mayfly-github-135");
    assertThat(life(135).status().line()).isEqualTo("queued r-1; queued r-2");
  }

  @Test
  void inProgressTellsTheJobsLifeAndTheOwnerOfItsRunner() throws Exception {
    gateway.deliver("workflow_job", "e-1", Payloads.queued(140));
    gateway.deliver("workflow_job", "e-2", Payloads.queued(141));

    Gateway.Reply reply =
        gateway.deliver(
            "workflow_job",
            "e-3",
            Payloads.job("in_progress", 140, LINUX, "mayfly-github-141-abcdef-1"));

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text("result")).isEqualTo("signalled");
    assertThat(reply.json().path("lives")).hasSize(2);
    assertThat(reply.json().at("/lives/1/link").asText()).isEqualTo(UI + "mayfly-github-141");
    assertThat(life(140).status().line())
        .isEqualTo("queued e-1; in_progress e-3 mayfly-github-141-abcdef-1");
    assertThat(life(141).status().line()).contains("in_progress e-3");
  }

  @Test
  void anUnknownLifeIsNormalAndAJobQueuedAfterwardsIsVerified() throws Exception {
    Gateway.Reply completed =
        gateway.deliver("workflow_job", "f-1", Payloads.job("completed", 150, LINUX, ""));

    assertThat(completed.status()).isEqualTo(200);
    assertThat(completed.text("result")).isEqualTo("ignored");
    assertThat(completed.text("reason"))
        .isEqualTo("no open life for completed: [mayfly-github-150]");
    assertThat(gateway.metrics())
        .contains(
            "mayfly_deliveries_total{action=\"completed\",answer=\"ignored\",forge=\"github\",reason=\"life\"} ");

    assertThat(gateway.deliver("workflow_job", "f-2", Payloads.queued(150)).status())
        .isEqualTo(202);
    assertThat(life(150).status().job()).isEqualTo("verify");
  }

  @Test
  void aJobWhoseLifeHasEndedIsStartedAgainAndVerified() throws Exception {
    gateway.deliver("workflow_job", "g-1", Payloads.queued(160));
    gateway.deliver("workflow_job", "g-2", Payloads.job("completed", 160, LINUX, ""));
    awaitEnd(160);

    Gateway.Reply again = gateway.deliver("workflow_job", "g-3", Payloads.queued(160));

    assertThat(again.status()).isEqualTo(202);
    assertThat(again.text("result")).isEqualTo("started");
    LifeStatus status = life(160).status();
    assertThat(status.job()).isEqualTo("verify");
    assertThat(status.line()).isEqualTo("queued g-3");
  }

  @Test
  void aLifeThatAnOperatorCancelledStaysClosedUntilSomethingNewerIsQueued() throws Exception {
    gateway.deliver("workflow_job", "h-1", Payloads.queued(170));
    life(170).cancel(new OperatorRequest("me", "test", false, null));
    awaitEnd(170);

    Gateway.Reply old = gateway.deliver("workflow_job", "h-2", created(170, LONG_AGO));
    Gateway.Reply newer =
        gateway.deliver("workflow_job", "h-3", created(170, "2999-01-01T00:00:00Z"));

    assertThat(old.status()).isEqualTo(200);
    assertThat(old.text("result")).isEqualTo("ignored");
    assertThat(old.text("reason")).contains("mayfly-github-170").contains("ended as Cancelled");
    assertThat(newer.status()).isEqualTo(202);
  }

  @Test
  void aJobOfGitHubsOwnRunnersIsIgnoredWithTheReason() throws Exception {
    Gateway.Reply reply =
        gateway.deliver(
            "workflow_job", "i-1", Payloads.job("queued", 180, "[\"ubuntu-latest\"]", ""));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text("reason"))
        .isEqualTo("no pool serves a job with the labels [ubuntu-latest]");
  }

  @Test
  void aPingIsAnswered() throws Exception {
    Gateway.Reply reply = gateway.deliver("ping", "j-1", "{\"zen\": \"x\"}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text("result")).isEqualTo("pong");
  }

  @Test
  void anotherEventIsIgnoredWithTheReason() throws Exception {
    Gateway.Reply reply = gateway.deliver("workflow_run", "k-1", "{}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text("result")).isEqualTo("ignored");
    assertThat(reply.text("reason")).contains("workflow_job events only, not workflow_run");
  }

  @Test
  void aDeliveryWithoutItsEventIsRefused() throws Exception {
    Gateway.Reply reply =
        gateway.send(
            gateway
                .request("github", "{}")
                .header("X-Hub-Signature-256", Gateway.sign(Gateway.SECRET, "{}")));

    reply.says(400, "X-GitHub-Event is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"not json", "[]", "", "{}", "{\"workflow_job\": 1}", "{\"a\":1,\"a\":2}"})
  void aBodyThatIsNoWorkflowJobIsRefused(String body) throws Exception {
    Gateway.Reply reply = gateway.deliver("workflow_job", "l-1", body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text("result")).isEqualTo("refused");
  }

  @Test
  void aMissingFieldIsNamed() throws Exception {
    Gateway.Reply reply =
        gateway.deliver(
            "workflow_job", "m-1", Payloads.queued(190).replace("\"id\": 190", "\"id\": null"));

    reply.says(400, "workflow_job.id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256=",
        "",
        "sha256=00",
        "sha1=0000000000000000000000000000000000000000",
        "sha256=0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000"
      })
  void aSignatureThatIsNotRightIsRefused(String signature) throws Exception {
    Gateway.Reply reply =
        gateway.send(
            gateway
                .request("github", Payloads.queued(200))
                .header("X-GitHub-Event", "workflow_job")
                .header("X-Hub-Signature-256", signature));

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.text("reason")).contains("secrets.github").doesNotContain("000", "Everybody");
  }

  @Test
  void aMissingSignatureIsRefusedBeforeTheBodyIsRead() throws Exception {
    Gateway.Reply reply = gateway.send(gateway.request("github", "not json"));

    reply.says(401, "X-Hub-Signature-256 is missing");
  }

  @Test
  void theNextSecretIsGoodAlready() throws Exception {
    Gateway.Reply reply =
        gateway.send(
            gateway
                .request("github", "{}")
                .header("X-GitHub-Event", "ping")
                .header("X-Hub-Signature-256", Gateway.sign(Gateway.NEXT_SECRET, "{}")));

    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void anUnknownForgeIsToldWhichThereAre() throws Exception {
    Gateway.Reply reply = gateway.send(gateway.request("gitlab", "{}"));

    reply.says(404, "/webhooks/github");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS"})
  void whatIsNoPostIsRefused(String method) throws Exception {
    Gateway.Reply reply =
        gateway.send(
            gateway.request("github", "{}").method(method, HttpRequest.BodyPublishers.noBody()));

    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.http().headers().firstValue("Allow")).contains("POST");
    assertThat(reply.text("reason")).contains("POST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "github/more"})
  void whatNamesNoForgeStartsNothing(String path) throws Exception {
    assertThat(gateway.send(gateway.request(path, "{}")).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/github", "/webhook/github"})
  void anotherPathIsToldWhereWebhooksGo(String path) throws Exception {
    Gateway.Reply reply = gateway.send(gateway.post(path, "{}"));

    reply.says(404, "/webhooks/");
  }

  @Test
  void aSlashMoreIsForgiven() throws Exception {
    assertThat(gateway.send(gateway.request("github/", "{}")).status()).isEqualTo(401);
  }

  @Test
  void whatIsNotJsonIsRefused() throws Exception {
    Gateway.Reply reply =
        gateway.send(
            gateway
                .request("github", "payload=x")
                .setHeader("Content-Type", "application/x-www-form-urlencoded"));

    reply.says(415, "application/json");
  }

  @Test
  void aBodyThatSaysItIsTooLargeIsRefusedBeforeItIsSent() throws Exception {
    String answer = speak("Content-Length: 26214401\r\n", false);

    assertThat(answer).startsWith("HTTP/1.1 413").contains("25 MiB");
  }

  @Test
  void aBodyThatNeverEndsIsRefusedOnceItIsTooLarge() throws Exception {
    String answer = speak("Transfer-Encoding: chunked\r\n", true);

    assertThat(answer).startsWith("HTTP/1.1 413").contains("25 MiB");
  }

  @Test
  void theHealthCheckNamesTheServer() throws Exception {
    Gateway.Reply reply = gateway.admin("/healthcheck");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().at("/temporal/message").asText()).contains(temporal.address());
  }

  @Test
  void resultsAreCountedAndAnswersTimed() throws Exception {
    gateway.deliver("ping", "n-1", "{}");

    var metrics = gateway.admin("/metrics.json").json();
    assertThat(metrics.at("/counters/webhooks.pong/count").asInt()).isPositive();
    assertThat(metrics.at("/timers/webhooks.answer/count").asInt()).isPositive();
    assertThat(gateway.metrics())
        .contains("# TYPE mayfly_deliveries_total counter")
        .contains(
            "mayfly_deliveries_total{action=\"\",answer=\"pong\",forge=\"github\",reason=\"\"} ")
        .contains("mayfly_delivery_ack_seconds_bucket{forge=\"github\",le=\"60.0\"} ")
        .contains("mayfly_delivery_last_timestamp_seconds{forge=\"github\"} ")
        .contains("mayfly_build_info{version=\"dev\"} 1");
  }

  @Test
  void aPathThatNamesNoForgeOfOursMakesNoSeriesOfItsOwn() throws Exception {
    for (int each = 0; each < 50; each++) {
      gateway.send(gateway.post("/webhooks/any" + each, ""));
    }

    assertThat(gateway.metrics())
        .contains(
            "mayfly_deliveries_total{action=\"\",answer=\"refused\",forge=\"unknown\",reason=\"\"} ")
        .doesNotContain("any7");
  }

  /** Speaks HTTP by hand: with a body without end, or with none at all. */
  private static String speak(String header, boolean endless) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      String head =
          "POST /webhooks/github HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
      out.write((head + header + "\r\n").getBytes(US_ASCII));
      out.flush();
      if (endless) {
        writeUntilAnswered(socket, out);
      }
      byte[] answer = new byte[4096];
      int length = 0;
      for (int n = 0; n >= 0 && !complete(answer, length); ) {
        n = socket.getInputStream().read(answer, length, answer.length - length);
        length += Math.max(n, 0);
      }
      return new String(answer, 0, length, US_ASCII);
    }
  }

  private static boolean complete(byte[] answer, int length) {
    return new String(answer, 0, length, US_ASCII).contains("\"}");
  }

  private static void writeUntilAnswered(Socket socket, OutputStream out) throws IOException {
    byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(US_ASCII);
    for (int i = 0; i < 10_000 && socket.getInputStream().available() == 0; i++) {
      try {
        out.write(chunk);
      } catch (IOException hungUp) {
        return;
      }
    }
  }

  private static String created(long id, String at) {
    return Payloads.queued(id).replace("\"run_id\"", "\"created_at\": \"" + at + "\", \"run_id\"");
  }

  private static RunnerWorkflow life(long job) {
    return temporal.client().newWorkflowStub(RunnerWorkflow.class, "mayfly-github-" + job);
  }

  private static WorkflowStub stub(long job) {
    return temporal.client().newUntypedWorkflowStub("mayfly-github-" + job);
  }

  private static void awaitEnd(long job) throws Exception {
    stub(job).getResult(60, TimeUnit.SECONDS, Object.class);
  }
}
