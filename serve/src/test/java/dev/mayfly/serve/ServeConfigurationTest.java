package dev.mayfly.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.service.config.InvalidConfigurationException;
import dev.mayfly.service.config.StrictConfigurationFactory;
import dev.mayfly.service.secret.Secret;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeConfigurationTest {

  private static final ObjectMapper MAPPER = Jackson.newObjectMapper();
  private static final Path ROOT =
      Path.of(Objects.requireNonNull(System.getProperty("mayfly.root"), "mayfly.root"));
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "GITHUB_WEBHOOK_SECRET", "s3cret",
          "GITHUB_TOKEN", "ghp_s3cret",
          "BATCH_KEY", "czNjcmV0",
          "MAYFLY_SEALING_KEY", Base64.getEncoder().encodeToString(new byte[32]));
  private static final String FLEET =
      """
      fleet:
        installation: mayfly
        forges: {github: {scopes: [{organization: acme}]}}
        pools: [{name: ubuntu, labels: [self-hosted], batchPool: b, image: i}]
      """;
  private static final String WORKER =
      """
      worker:
        forges: {github: {token: {env: GITHUB_TOKEN}}}
        batch: {url: "https://acme.westeurope.batch.azure.com", account: acme, key: {env: BATCH_KEY}}
        sealingKeys: {k1: {env: MAYFLY_SEALING_KEY}}
      """;
  private static final String GATEWAY =
      "gateway: {secrets: {github: [{env: GITHUB_WEBHOOK_SECRET}]}}\n";

  @TempDir Path directory;

  @Test
  void theShippedFileIsRightOnceItsSecretsAreSet() throws Exception {
    ServeConfiguration shipped = read(ROOT.resolve("examples/serve.yml"));

    assertThat(shipped.gateway().secrets("github"))
        .extracting(Secret::reveal)
        .containsExactly("s3cret");
    assertThat(shipped.worker().batch().account()).isEqualTo("acme");
    assertThat(shipped.worker().fleet()).isEqualTo(shipped.fleet());
  }

  @Test
  void whatStandsAtTheTopIsForBoth() throws Exception {
    ServeConfiguration read =
        read(FLEET + GATEWAY + WORKER + "temporal: {address: 't.acme.com:7233', taskQueue: q}\n");

    assertThat(read.gateway().temporal()).isEqualTo(read.temporal());
    assertThat(read.worker().temporal()).isEqualTo(read.temporal());
    assertThat(read.gateway().fleet().pools()).hasSize(1);
    assertThat(read.worker().temporal().taskQueue()).isEqualTo("q");
  }

  @Test
  void everyErrorIsToldOnceWithItsSectionAndKey() {
    assertThat(
            errors(
                FLEET
                    + """
                    gateway:
                      secrets: {ghes: [{env: GITHUB_WEBHOOK_SECRET}]}
                      server: {maxThreads: 10}
                    worker:
                      forges: {github: {token: {env: ABSENT}}}
                      batch: {url: acme.batch.azure.com, account: acme, key: {env: BATCH_KEY}}
                      sweep: {every: 2h}
                      watch: {requestsPerHour: 1}
                    temporal: {address: nowhere, encryptionKeys: {k: {env: GITHUB_TOKEN}}}
                    """))
        .satisfies(
            each(
                "serve.yml: gateway.secrets.github: expected a list of at least one secret",
                "serve.yml: gateway.secrets.ghes: no forge of this name",
                "serve.yml: gateway.server: unknown key; Known here: intake, secrets, sources",
                "serve.yml: worker.forges.github.token: environment variable ABSENT is not set",
                "serve.yml: worker.batch.url: expected an address",
                "serve.yml: worker.sealingKeys: is required",
                "serve.yml: worker.sweep.every: must be between 1s and 1h",
                "serve.yml: worker.watch.requestsPerHour: must be greater than or equal to 60",
                "serve.yml: temporal.address: expected host:port",
                "serve.yml: temporal.encryptionKeys: encryption key k"))
        .hasSize(10);
  }

  @Test
  void aSectionThatIsMissingIsOneError() {
    assertThat(errors(GATEWAY + WORKER))
        .singleElement()
        .asString()
        .contains("serve.yml: fleet: is required");
    assertThat(errors(FLEET + WORKER))
        .singleElement()
        .asString()
        .contains("serve.yml: gateway: is required: what gateway.yml holds");
    assertThat(errors(FLEET + GATEWAY))
        .singleElement()
        .asString()
        .contains("serve.yml: worker: is required: what worker.yml holds");
  }

  @Test
  void theGatewaysRuleForTheServerIsKeptAtTheTop() {
    String server = "server: {applicationConnectors: [{type: http, useForwardedHeaders: true}]}\n";

    assertThat(
            errors(
                FLEET
                    + GATEWAY.replace("{secrets", "{sources: {mode: report}, secrets")
                    + WORKER
                    + server))
        .singleElement()
        .asString()
        .contains("serve.yml: server.applicationConnectors: useForwardedHeaders");
  }

  private static Consumer<Iterable<? extends String>> each(String... parts) {
    return all ->
        assertThat(Arrays.asList(parts))
            .allSatisfy(part -> assertThat(all).anySatisfy(it -> assertThat(it).contains(part)));
  }

  private List<String> errors(String text) {
    return List.copyOf(
        catchThrowableOfType(InvalidConfigurationException.class, () -> read(text)).getErrors());
  }

  private ServeConfiguration read(String text) throws Exception {
    return read(Files.writeString(directory.resolve("serve.yml"), text));
  }

  private static ServeConfiguration read(Path file) throws Exception {
    return new StrictConfigurationFactory<>(
            ServeConfiguration.class, Validators.newValidator(), MAPPER, ENVIRONMENT::get)
        .build(new FileConfigurationSourceProvider(), file.toString());
  }
}
