package dev.mayfly.service.temporal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheck.Result;
import dev.mayfly.service.crypto.KeyRing;
import dev.mayfly.service.crypto.PayloadEncryption;
import dev.mayfly.service.secret.Secret;
import io.grpc.Status;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("server")
class HealthChecksTest {

  // For a machine that is busy; an answer comes at once.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @AutoClose private Frontend temporal;

  @AutoClose("stop")
  private TemporalConnection connection;

  @BeforeEach
  void start() throws IOException {
    temporal = new Frontend();
    connection = temporal.connection(null);
  }

  @Test
  void aWorkflowThatIsNotThereIsAllThatIsAskedFor() {
    Result result = new TemporalHealthCheck(connection, PATIENCE).execute();

    assertThat(result.isHealthy()).as(result.getMessage()).isTrue();
    assertThat(result.getMessage()).contains("namespace mine");
  }

  @ParameterizedTest
  @CsvSource({
    "PERMISSION_DENIED, does not let us use namespace mine: the API key or certificate has expired",
    "UNAUTHENTICATED, refuses our credentials: check temporal.apiKey",
    "UNAVAILABLE, does not answer (UNAVAILABLE): start it"
  })
  void aRefusalIsUnhealthyAndSaysWhatToDo(Status.Code code, String told) {
    temporal.refuse(code.toStatus());

    Result result = new TemporalHealthCheck(connection, PATIENCE).execute();

    assertThat(result.isHealthy()).isFalse();
    assertThat(result.getMessage()).contains(told);
  }

  @Test
  void aMissingNamespaceIsToldFromAMissingWorkflow() {
    temporal.hasNoNamespace();

    Result result = new TemporalHealthCheck(connection, PATIENCE).execute();

    assertThat(result.isHealthy()).isFalse();
    assertThat(result.getMessage()).contains("has no namespace mine: create it");
  }

  @Test
  void aTaskQueueThatNoWorkerPollsIsNamed() {
    temporal.polls("elsewhere");

    Result alone = new PollersHealthCheck(connection, PATIENCE).execute();
    temporal.polls("lives");
    Result polled = new PollersHealthCheck(connection, PATIENCE).execute();

    assertThat(alone.isHealthy()).isFalse();
    assertThat(alone.getMessage())
        .startsWith("no worker polls task queue lives of namespace mine, so jobs wait");
    assertThat(polled.isHealthy()).isTrue();
  }

  @Test
  void aKeyThatIsMissingIsNamedOnceSomethingNeedsIt() {
    String key =
        Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(UTF_8));
    KeyRing ring = new KeyRing("encryption key", Map.of("k7", key));
    Payload sealed = PayloadEncryption.converter(ring).toPayload("a job").orElseThrow();
    EncryptionHealthCheck check = new EncryptionHealthCheck(connection);
    assertThat(check.execute().isHealthy()).isTrue();

    DataConverter without = connection.client().getOptions().getDataConverter();
    assertThatThrownBy(() -> without.fromPayload(sealed, String.class, String.class))
        .hasMessageContaining("k7");

    assertThat(check.execute().isHealthy()).isFalse();
    assertThat(check.execute().getMessage())
        .contains("encryption key k7 is not configured here: see temporal.encryptionKeys")
        .doesNotContain(key);
  }

  @Test
  void anotherApiKeyCountsWithTheNextCall() {
    AtomicReference<String> file = new AtomicReference<>("old");
    TemporalConnection rotated = temporal.connection(Secret.from(file::get));

    new TemporalHealthCheck(rotated, PATIENCE).execute();
    file.set("new");
    new TemporalHealthCheck(rotated, PATIENCE).execute();
    rotated.stop();

    assertThat(temporal.authorizations()).containsExactly("Bearer old", "Bearer new");
  }

  @Test
  void aServiceSaysWhoItIs() {
    TemporalConnection named =
        new TemporalConnection(
            TemporalSettings.DEFAULT,
            Map.of(),
            Duration.ofSeconds(1),
            "mayfly/gateway",
            new MetricRegistry());

    assertThat(named.client().getOptions().getIdentity()).matches("mayfly/gateway/[0-9]+@.+");
    named.stop();
  }
}
