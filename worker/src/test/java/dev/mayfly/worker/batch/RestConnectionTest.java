package dev.mayfly.worker.batch;

import static dev.mayfly.worker.batch.BatchAnswers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.workflows.id.BatchJobId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The part of plain REST that has no counterpart in the vendor's client. */
@Tag("server")
class RestConnectionTest {

  private static final BatchJobId JOB = new BatchJobId("mayfly", "ubuntu", 1);

  @AutoClose private final MockWebServer server = new MockWebServer();
  @AutoClose private AzureBatchClient client;

  @BeforeEach
  void start() throws IOException {
    server.start();
    client =
        new AzureBatchClient(
            BatchTransport.REST,
            new BatchCredentials(server.url("/").uri(), "acme", "a2V5"),
            Duration.ofSeconds(60),
            InstantSource.system());
  }

  @Test
  void aLinkToAnotherAddressIsFollowedAtTheAccounts() throws Exception {
    answer(
        server,
        200,
        "{\"value\": [], \"odata.nextLink\": \"https://elsewhere.example/jobs/j/tasks?$skiptoken=7\"}");
    answer(server, 200, "{\"value\": [{\"id\": \"t\", \"state\": \"active\"}]}");

    assertThat(client.tasks(JOB)).extracting(TaskSnapshot::id).containsExactly("t");

    server.takeRequest();
    RecordedRequest second = server.takeRequest();
    assertThat(second.getTarget()).isEqualTo("/jobs/j/tasks?$skiptoken=7");
    assertThat(second.getHeaders().get("Authorization")).startsWith("SharedKey acme:");
  }

  @Test
  void askedAndSignedAsMicrosoftWantsIt() throws Exception {
    answer(server, 200, "{\"value\": []}");

    client.jobs("mayfly", "ubuntu");

    RecordedRequest request = server.takeRequest();
    assertThat(Objects.requireNonNull(request.getUrl()).queryParameter("$filter"))
        .isEqualTo("startswith(id,'mayfly-ubuntu-')");
    assertThat(request.getHeaders().get("ocp-date")).endsWith(" GMT");
    assertThat(request.getHeaders().get("Accept")).isEqualTo("application/json");
  }

  @Test
  void aPageThatIsNotBatchsIsNoAnswer() {
    answer(server, 200, "<html>sign in</html>");

    BatchException failure = catchThrowableOfType(BatchException.class, () -> client.tasks(JOB));

    assertThat(failure.status()).isEqualTo(BatchException.NO_ANSWER);
    assertThat(failure)
        .hasMessageStartingWith("list tasks mayfly-ubuntu-1 → no answer")
        .hasNoCause();
  }
}
