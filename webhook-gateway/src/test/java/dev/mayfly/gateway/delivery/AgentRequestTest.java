package dev.mayfly.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.gateway.Gateway;
import dev.mayfly.gateway.TestTemporal;
import dev.mayfly.service.dispatch.BuildJob;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.temporal.OperatorRequest;
import java.net.http.HttpRequest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request of an agentless job of Azure DevOps, and its answer. */
@Tag("server")
class AgentRequestTest {

  @RegisterExtension static final TestTemporal temporal = new TestTemporal("test");
  @RegisterExtension static final Gateway gateway = Gateway.on(temporal);

  @Test
  void aRequestStartsTheLifeOfItsJobAndSaysWhereToSeeIt() throws Exception {
    Gateway.Reply reply = post(body(1));

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text("result")).isEqualTo("started");
    assertThat(reply.text("workflowId")).isEqualTo(workflowId(1, 1));
    assertThat(reply.text("link")).contains(workflowId(1, 1));
    assertThat(life(1, 1).status().job()).isEqualTo("verify");
  }

  @Test
  void theSameKeyIsOneLifeHoweverOftenItComesAndWhateverItsOrderAndCase() throws Exception {
    post(body(2));
    Gateway.Reply same = post(body(2));
    Gateway.Reply other = post(body(2).replace("\"build\"", "\"BUILD\"").replace("{", "{ "));

    assertThat(same.text("reason")).contains("answered before");
    assertThat(same.text("workflowId")).isEqualTo(workflowId(2, 1));
    assertThat(other.text("workflowId")).isEqualTo(workflowId(2, 1));
    assertThat(life(2, 1).status().line().split(";")).hasSize(2);
  }

  @Test
  void anotherAttemptAtAJobIsAnotherLife() throws Exception {
    post(body(3));

    Gateway.Reply again = post(body(3).replace("{", "{\"attempt\": \"2\", "));

    assertThat(again.text("workflowId")).isEqualTo(workflowId(3, 2)).isNotEqualTo(workflowId(3, 1));
  }

  @Test
  void completedTellsTheLife() throws Exception {
    post(body(4));

    Gateway.Reply end = post(body(4).replace("{", "{\"event\": \"completed\", "));

    assertThat(end.text("result")).isEqualTo("signalled");
    assertThat(end.text("workflowId")).isEqualTo(workflowId(4, 1));
  }

  @Test
  void whatAnOperatorCancelledIsNotStartedAgainByTheSameKey() throws Exception {
    post(body(5));
    life(5, 1).cancel(new OperatorRequest("me", "test", false, null));
    temporal
        .client()
        .newUntypedWorkflowStub(workflowId(5, 1))
        .getResult(60, TimeUnit.SECONDS, Object.class);

    Gateway.Reply again = post(body(5).replace("{", "{ "));

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.text("reason")).contains("Cancelled");
  }

  @Test
  void eachOfTheSecretsIsGood() throws Exception {
    assertThat(post(body(6), "bearer next-" + Gateway.BEARER).status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer wrong", "Basic czNjcmV0", "Bearer", "Bearer ", "s3cret-of-the-pipelines"})
  void noOtherSecretIsAndTheAnswerNamesNone(String authorization) throws Exception {
    Gateway.Reply reply = post(body(7), authorization);

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.text("reason")).contains("secrets.azdo").doesNotContain("s3cret");
  }

  @Test
  void withoutASecretNothingIsRead() throws Exception {
    Gateway.Reply reply = gateway.send(gateway.post("/requests/azdo", "nonsense"));

    reply.says(401, "Authorization is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"agentPool\": \"mayfly\" | \"agentPool\": 7 | agentPool",
        "\"agentPool\": \"mayfly\", | | agentPool",
        "\"project\": \"shop\" | \"project\": \"../shop\" | project",
        "\"project\": \"shop\" | \"project\": \"a/b\" | project",
        "\"project\": \"shop\", | | project",
        "\"buildId\": 8 | \"buildId\": 0 | buildId",
        "\"buildId\": 8 | \"buildId\": \"8; rm\" | buildId",
        "\"buildId\": 8, | | buildId",
        "\"job\": \"build\" | \"job\": \"a b\" | job",
        "\"job\": \"build\", | | job",
        "\"demands\": [\"self-hosted\", \"linux\"] | \"demands\": [] | demands",
        "\"linux\" | \"lin\\ud800ux\" | demands",
        "\"demands\": [\"self-hosted\", \"linux\"] | \"demands\": \"linux\" | demands",
        "\"job\": \"build\" | \"job\": \"build\", \"attempt\": 0 | attempt",
        "\"job\": \"build\" | \"job\": \"build\", \"attemp\": 2 | attemp",
        "\"job\": \"build\" | \"job\": \"build\", \"event\": \"begun\" | event",
        "\"job\": \"build\" | \"job\": \"build\", \"pipeline\": {} | pipeline"
      })
  void whatIsMissingOrMalformedIsNamedAndNotQuoted(String part, String other, String field)
      throws Exception {
    assertThat(body(8)).contains(part);

    Gateway.Reply reply = post(body(8).replace(part, other == null ? "" : other));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text("reason")).startsWith("field " + field + " ").doesNotContain("; rm");
  }

  @Test
  void whatIsNoJsonIsRefused() throws Exception {
    assertThat(post("{").text("reason")).isEqualTo("the body is not JSON");
    assertThat(post("[]").text("reason")).isEqualTo("the body is no JSON object");
  }

  @Test
  void anAgentPoolThatIsNoScopeAndDemandsThatNoPoolOffersAreIgnoredWithTheReason()
      throws Exception {
    Gateway.Reply pool = post(body(9).replace("mayfly", "Default"));
    Gateway.Reply demands = post(body(9).replace("linux", "gpu"));

    assertThat(pool.status()).isEqualTo(200);
    assertThat(pool.text("reason")).contains("agent pool Default is in none of the scopes");
    assertThat(demands.status()).isEqualTo(200);
    assertThat(demands.text("reason")).contains("no pool serves");
  }

  @Test
  void eachForgeHasItsOwnWayIn() throws Exception {
    Gateway.Reply request = gateway.send(gateway.post("/requests/github", body(10)));
    Gateway.Reply webhook = gateway.send(gateway.post("/webhooks/azdo", body(10)));

    assertThat(request.status()).isEqualTo(404);
    assertThat(request.text("reason")).contains("/requests/azdo").doesNotContain("github");
    assertThat(webhook.status()).isEqualTo(404);
    assertThat(webhook.text("reason")).contains("/webhooks/github").doesNotContain("azdo");
  }

  private static String body(long build) {
    return """
    {"agentPool": "mayfly", "project": "shop", "buildId": %d, "job": "build",
     "demands": ["self-hosted", "linux"]}\
    """
        .formatted(build);
  }

  private static Gateway.Reply post(String body) throws Exception {
    return post(body, "Bearer " + Gateway.BEARER);
  }

  private static Gateway.Reply post(String body, String authorization) throws Exception {
    HttpRequest.Builder request = gateway.post("/requests/azdo", body);
    return gateway.send(request.header("Authorization", authorization));
  }

  private static String workflowId(long build, int attempt) {
    return "mayfly-azdo-" + new BuildJob("shop", build, "build", attempt).id();
  }

  private static RunnerWorkflow life(long build, int attempt) {
    return temporal.client().newWorkflowStub(RunnerWorkflow.class, workflowId(build, attempt));
  }
}
