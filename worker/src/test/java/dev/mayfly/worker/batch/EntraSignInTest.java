package dev.mayfly.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.service.entra.EntraCloud;
import dev.mayfly.service.entra.EntraCredentials;
import dev.mayfly.service.entra.EntraIdentity.ManagedIdentity;
import dev.mayfly.service.entra.EntraLibrary;
import dev.mayfly.service.entra.EntraTokens;
import dev.mayfly.service.entra.EntraTransport;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.TaskRef;
import dev.mayfly.workflows.temporal.FailureType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
@ParameterizedClass
@EnumSource(BatchTransport.class)
class EntraSignInTest {

  private static final TaskRef TASK =
      new TaskRef(
          new BatchJobId("mayfly", "ubuntu", 1),
          RunnerName.parse("mayfly-github-1-3fa91c-1").orElseThrow());
  private static final TaskSpec SPEC = new TaskSpec("i", Map.of(), Duration.ofHours(1));

  private final BatchTransport by;

  private final String clientId = UUID.randomUUID().toString();
  private final MockWebServer batch = new MockWebServer();
  private EntraStandIn entra;
  private AzureBatchClient client;

  EntraSignInTest(BatchTransport by) {
    this.by = by;
  }

  @BeforeEach
  void start() throws IOException {
    batch.start();
    entra = new EntraStandIn();
    URI url = batch.url("/").uri();
    EntraCredentials signIn =
        new EntraCredentials(url, new ManagedIdentity(clientId), EntraCloud.PUBLIC);
    EntraTokens tokens =
        new EntraTokens(
            EntraLibrary.credential(signIn, new EntraTransport(entra)),
            signIn,
            InstantSource.system(),
            Duration.ofSeconds(30));
    client =
        new AzureBatchClient(
            url,
            by.requests(
                url,
                http -> http.addInterceptor(new EntraBearer(tokens)),
                Duration.ofSeconds(30),
                chain -> chain.proceed(chain.request())));
  }

  @AfterEach
  void stop() {
    client.close();
    entra.close();
    batch.close();
  }

  @Test
  void everyCallCarriesTheOneToken() throws Exception {
    answer(201, "");
    answer(200, "{\"id\": \"mayfly-github-1-3fa91c-1\", \"state\": \"active\"}");

    client.addTask(TASK, SPEC);
    client.task(TASK);

    assertThat(batch.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer t0ken-1");
    assertThat(batch.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer t0ken-1");
    assertThat(entra.asked()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403 | needs the role Azure Batch Data Contributor on this Batch account)",
        "401 | on this Batch account, and batch.entra.audience must be this cloud's)"
      })
  void aRefusalNamesTheIdentityAndTheRole(int status, String end) {
    answer(
        status, "{\"code\": \"AuthorizationFailure\", \"message\": {\"value\": \"Not allowed.\"}}");

    BatchException refused = thrown();

    assertThat(refused)
        .hasMessageStartingWith(
            "create task mayfly-github-1-3fa91c-1 → "
                + status
                + " AuthorizationFailure: Not allowed. (managed identity "
                + clientId)
        .hasMessageEndingWith(end)
        .hasNoCause();
    assertThat(refused.toFailure().getType()).isEqualTo(FailureType.POOL_FAULT);
  }

  @Test
  void aRefusalWithoutAWordStillNamesThem() {
    answer(403, "");

    assertThat(thrown())
        .hasMessageEndingWith(
            "→ 403: managed identity "
                + clientId
                + " needs the role Azure Batch Data Contributor on this Batch account");
  }

  @Test
  void batchIsNotAskedWithoutAToken() {
    entra.refuse(400, "{\"error\": \"invalid_request\"}");

    assertThat(thrown().toFailure().getType()).isEqualTo(FailureType.POOL_FAULT);
    assertThat(batch.getRequestCount()).isZero();
  }

  @Test
  void aMissingMetadataServiceIsNoMissingTask() {
    entra.refuse(404, "");

    BatchException failure = catchThrowableOfType(BatchException.class, () -> client.task(TASK));

    assertThat(failure.toFailure().getType()).isEqualTo(FailureType.UNAVAILABLE);
  }

  @Test
  void aTokenIsNotSentInClearToAnotherMachine() {
    assertThatThrownBy(
            () ->
                new EntraCredentials(
                    URI.create("http://acme.example"),
                    new ManagedIdentity(null),
                    EntraCloud.PUBLIC))
        .hasMessageStartingWith("must begin with https:// for Entra ID");
  }

  /**
   * The environment of a pod counts for nothing here: it is a managed identity that was asked for.
   */
  @Test
  void inAContainerAppThePlatformsOwnEndpointIsAsked(@TempDir Path directory) throws Exception {
    Path printed = directory.resolve("printed");
    batch.enqueue(
        new MockResponse.Builder()
            .body("{\"access_token\": \"t0ken-app\", \"expires_on\": \"4102444800\"}")
            .build());
    answer(201, "");
    ProcessBuilder java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                OneTask.class.getName(),
                batch.url("/").toString(),
                clientId,
                by.name())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    java.environment().put("IDENTITY_ENDPOINT", batch.url("/msi/token").toString());
    java.environment().put("IDENTITY_HEADER", "h3ader");
    java.environment().put("AZURE_TENANT_ID", "acme.example");
    java.environment().put("AZURE_FEDERATED_TOKEN_FILE", "/absent");

    assertThat(java.start().waitFor()).as("%s", Files.readString(printed)).isZero();

    RecordedRequest asked = batch.takeRequest();
    assertThat(asked.getHeaders().get("X-IDENTITY-HEADER")).isEqualTo("h3ader");
    assertThat(asked.getUrl().encodedPath()).isEqualTo("/msi/token");
    assertThat(asked.getUrl().queryParameter("client_id")).isEqualTo(clientId);
    assertThat(asked.getUrl().queryParameter("resource"))
        .isEqualTo("https://batch.core.windows.net/");
    assertThat(batch.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer t0ken-app");
    assertThat(printed).content().doesNotContain("WARNING").doesNotContain("t0ken-app");
  }

  private BatchException thrown() {
    return BatchAnswers.thrown(client, TASK, SPEC);
  }

  private void answer(int status, String body) {
    BatchAnswers.answer(batch, status, body);
  }
}
