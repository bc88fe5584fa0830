package dev.mayfly.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.service.config.InvalidConfigurationException;
import dev.mayfly.service.config.StrictConfigurationFactory;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.workflows.fleet.Pool;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.jetty.HttpConnectorFactory;
import jakarta.validation.Validator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayConfigurationTest {

  // Making one takes longer than a test.
  private static final Validator VALIDATOR = Validators.newValidator();
  private static final ObjectMapper MAPPER = Jackson.newObjectMapper();

  private static final Path ROOT =
      Path.of(Objects.requireNonNull(System.getProperty("mayfly.root"), "mayfly.root"));

  @TempDir Path directory;

  @Test
  void theShippedFilesAreRightOnceTheSecretIsSet() throws Exception {
    GatewayConfiguration shipped = read(ROOT.resolve("examples/gateway.yml"));

    assertThat(shipped.fleet().installation()).isEqualTo("mayfly");
    assertThat(shipped.secrets("github")).extracting(Secret::reveal).containsExactly("s3cret");
    DefaultServerFactory server = (DefaultServerFactory) shipped.getServerFactory();
    assertThat(((HttpConnectorFactory) server.getApplicationConnectors().get(0)).getPort())
        .isEqualTo(8080);
    assertThat(((HttpConnectorFactory) server.getAdminConnectors().get(0)).getPort())
        .isEqualTo(8081);
  }

  @ParameterizedTest
  @CsvSource({
    "self-hosted, ubuntu",
    "ubuntu-latest, ubuntu",
    "ubuntu-24.04, ubuntu",
    "ubuntu-22.04, ubuntu22",
    "ubuntu-18.04, ubuntu22",
    "windows-latest, windows",
    "windows-2022, windows"
  })
  void theShippedPoolsServeTheLabelsOf2022(String label, String expected) throws Exception {
    List<Pool> pools = read(ROOT.resolve("examples/gateway.yml")).fleet().pools();

    assertThat(
            pools.stream()
                .filter(pool -> pool.match(List.of("self-hosted", label)).isPresent())
                .findFirst())
        .hasValueSatisfying(pool -> assertThat(pool.name()).isEqualTo(expected));
  }

  @Test
  void sourcesNeedRangesOfEveryForgeThatPublishesNone() throws Exception {
    Files.writeString(
        directory.resolve("mayfly.yml"),
        """
        installation: mayfly
        forges:
          github: {scopes: [{organization: acme}]}
          ghes: {type: ghes, apiUrl: https://ghes.test/api/v3, scopes: [{organization: acme}]}
        pools: [{name: ubuntu, labels: [self-hosted], batchPool: b, image: i}]
        """);
    String start =
        """
        fleet: mayfly.yml
        secrets: {github: [{env: GITHUB_WEBHOOK_SECRET}], ghes: [{env: GITHUB_WEBHOOK_SECRET}]}
        """;
    Path file = directory.resolve("gateway.yml");

    Files.writeString(file, start + "sources: {mode: enforce, ranges: {gitlab: [10.0.0.0/8]}}");
    assertThat(errors(file))
        .anySatisfy(f -> assertThat(f).contains("sources.ranges.gitlab: no forge of this name"))
        .anySatisfy(f -> assertThat(f).contains("sources.ranges.ghes: expected a list of at least"))
        .hasSize(2);

    Files.writeString(file, start + "sources: {mode: some, ranges: {ghes: [10.0.0.1/8]}}");
    assertThat(errors(file))
        .anySatisfy(f -> assertThat(f).contains("sources.mode: \"some\" is not one of off, report"))
        .anySatisfy(f -> assertThat(f).contains("sources.ranges.ghes[0]: \"10.0.0.1/8\" has bits"))
        .hasSize(2);

    Files.writeString(
        file,
        start
            + """
            sources: {mode: report, ranges: {ghes: [10.0.0.0/8]}}
            server: {applicationConnectors: [{type: http, useForwardedHeaders: true}]}
            """);
    assertThat(errors(file))
        .singleElement()
        .satisfies(
            f -> assertThat(f).contains("server.applicationConnectors: useForwardedHeaders"));
  }

  @Test
  void everyForgeNeedsASecretAndEverySecretAForge() throws Exception {
    Files.copy(ROOT.resolve("examples/mayfly.yml"), directory.resolve("mayfly.yml"));
    Path file = directory.resolve("gateway.yml");

    Files.writeString(file, "fleet: mayfly.yml\nsecrets: {ghes: [{env: GITHUB_WEBHOOK_SECRET}]}\n");
    assertThat(errors(file))
        .anySatisfy(f -> assertThat(f).contains("secrets.github: expected a list of at least one"))
        .anySatisfy(f -> assertThat(f).contains("secrets.ghes: no forge of this name"))
        .hasSize(2);

    Files.writeString(file, "fleet: mayfly.yml\nsecrets: {github: [{env: ABSENT}]}\n");
    assertThat(errors(file))
        .singleElement()
        .satisfies(f -> assertThat(f).contains("secrets.github[0]: environment variable ABSENT"));

    Files.writeString(file, "fleet: mayfly.yml\nsecrets: {github: s3cret}\n");
    assertThat(errors(file))
        .singleElement()
        .satisfies(f -> assertThat(f).contains("secrets.github: expected a list, found text"))
        .satisfies(f -> assertThat(f).doesNotContain("s3cret"));
  }

  private static Iterable<String> errors(Path file) {
    return catchThrowableOfType(InvalidConfigurationException.class, () -> read(file)).getErrors();
  }

  private static GatewayConfiguration read(Path file) throws Exception {
    Map<String, String> environment = Map.of("GITHUB_WEBHOOK_SECRET", "s3cret");
    return new StrictConfigurationFactory<>(
            GatewayConfiguration.class, VALIDATOR, MAPPER, environment::get)
        .build(new FileConfigurationSourceProvider(), file.toString());
  }
}
