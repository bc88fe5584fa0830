package dev.mayfly.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.gateway.Gateway;
import dev.mayfly.gateway.TestTemporal;
import dev.mayfly.gateway.delivery.Payloads;
import dev.mayfly.workflows.temporal.SearchAttributes;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behaviour that the test server does not show; runs where a temporal binary is at hand. */
@Tag("server")
class RealTemporalTest {

  @TempDir Path directory;

  private @Nullable Process server;
  private String address = "";

  @BeforeEach
  void start() throws Exception {
    Optional<Path> binary = binary();
    assumeTrue(
        binary.isPresent(), "skipped: no temporal binary, neither in TEMPORAL_CLI nor on the PATH");
    int port = TestTemporal.freePort();
    List<String> command =
        new ArrayList<>(
            List.of(binary.orElseThrow().toString(), "server", "start-dev", "--headless"));
    command.addAll(List.of("--ip", "127.0.0.1", "--port", String.valueOf(port)));
    SearchAttributes.ALL.forEach(
        key -> command.addAll(List.of("--search-attribute", key.getName() + "=Keyword")));
    address = "127.0.0.1:" + port;
    server =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.destroyForcibly().waitFor();
    }
  }

  @Test
  void aLifeStartsAndARepetitionMeetsIt() throws Exception {
    try (Gateway gateway = new Gateway(directory, address, "default", "test")) {
      awaitHealth(gateway, "namespace default");

      assertThat(gateway.deliver("workflow_job", "a", Payloads.queued(1)).status()).isEqualTo(202);
      assertThat(gateway.deliver("workflow_job", "b", Payloads.queued(1)).status()).isEqualTo(202);
    }
  }

  @Test
  void aNamespaceThatIsNotThereIsNoLifeThatHasEnded() throws Exception {
    try (Gateway gateway = new Gateway(directory, address, "nope", "test")) {
      awaitHealth(gateway, "has no namespace nope");

      String completed = Payloads.job("completed", 1, "[\"self-hosted\"]", "");
      assertThat(gateway.deliver("workflow_job", "a", completed).status()).isEqualTo(503);
      assertThat(gateway.deliver("workflow_job", "b", Payloads.queued(1)).status()).isEqualTo(503);
    }
  }

  @Test
  void aTaskQueueThatNoWorkerPollsIsRedAndNamed() throws Exception {
    try (Gateway gateway = new Gateway(directory, address, "default", "mayfly-typo")) {
      awaitHealth(gateway, "namespace default");

      assertThat(gateway.deliver("workflow_job", "a", Payloads.queued(1)).status()).isEqualTo(202);
      JsonNode health = gateway.admin("/healthcheck").json();
      assertThat(health.at("/worker/healthy").asBoolean()).isFalse();
      assertThat(health.at("/worker/message").asText())
          .contains("no worker polls task queue mayfly-typo of namespace default");
    }
  }

  private static void awaitHealth(Gateway gateway, String message) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    String said = "";
    while (!said.contains(message)) {
      assertThat(System.nanoTime())
          .as("waited for \"%s\", got %s", message, said)
          .isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      said = gateway.admin("/healthcheck").json().at("/temporal/message").asText();
    }
  }

  private static Optional<Path> binary() {
    String configured = System.getenv("TEMPORAL_CLI");
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(
            Stream.ofNullable(configured).map(Path::of),
            Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .map(directory -> Path.of(directory, "temporal")))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
