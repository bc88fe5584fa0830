package dev.mayfly.acceptance.company;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Child;
import dev.mayfly.gateway.GatewayApplication;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.worker.WorkerApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The services as processes in a network where nothing but the proxy resolves a name, and every
 * certificate is of the company's own authority. {@code worker sweep} asks all that a worker asks:
 * Entra ID, Key Vault, Temporal, the forge and Batch.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // start() sets it
@Tag("server")
class ForwardProxyEndToEndTest {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final String PASSWORD = "pr1vate@3:x";
  private static final String NOT_TRUSTED =
      "the certificate of CN=server.acme.internal, issued by "
          + Authority.NAME
          + ", is not trusted: ";

  private CompanyNetwork network;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    network = new CompanyNetwork(directory);
  }

  @AfterAll
  void stop() throws IOException {
    network.close();
  }

  private String output() {
    try {
      return Files.readString(network.output());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int sweep(Path file, Map<String, String> environment) throws Exception {
    try (Child child =
        network.start(WorkerApplication.class, environment, "sweep", file.toString())) {
      assertThat(child.process().waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return child.process().exitValue();
    }
  }

  private static String address(ConnectProxy proxy, String signIn) {
    return "http://" + signIn + "127.0.0.1:" + proxy.port();
  }

  @Test
  void everyClientGoesThroughTheProxyOfTheVariablesAndTellsItAloneThePassword() throws Exception {
    ConnectProxy proxy = network.proxy("mayfly:" + PASSWORD);

    int exitCode =
        sweep(
            network.workerWithVault("azure-batch"),
            Map.of(
                "HTTPS_PROXY",
                address(proxy, "mayfly:pr1vate%403%3Ax@"),
                "NO_PROXY",
                "elsewhere.acme.internal, internal.example",
                "TEMPORAL_TLS",
                "true",
                "JAVA_TOOL_OPTIONS",
                network.trustOption()));

    assertThat(exitCode).as(output()).isZero();
    assertThat(proxy.led()).containsExactlyElementsOf(CompanyNetwork.ALL);
    assertThat(output()).contains("0 registration(s) and 0 task(s) are ours");
    assertThat(output()).doesNotContain(PASSWORD, proxy.wanted());
    assertThat(network.aServiceSaw("Bearer t0ken-for-the-vault")).isTrue();
    assertThat(network.aServiceSaw(proxy.wanted())).isFalse();
  }

  @Test
  void everyClientGoesThroughTheProxyThatTheJvmWasToldOf() throws Exception {
    ConnectProxy proxy = network.proxy("");

    int exitCode =
        sweep(
            network.workerWithVault("rest"),
            Map.of(
                "TEMPORAL_TLS",
                "true",
                "JAVA_TOOL_OPTIONS",
                network.trustOption()
                    + " -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort="
                    + proxy.port()));

    assertThat(exitCode).as(output()).isZero();
    assertThat(proxy.led()).containsExactlyElementsOf(CompanyNetwork.ALL);
  }

  @Test
  void aPasswordThatTheProxyDoesNotTakeIsAskedOnceAndNotPrinted() throws Exception {
    ConnectProxy proxy = network.proxy("mayfly:another");

    int exitCode =
        sweep(
            network.worker(CompanyNetwork.FLEET, "rest", CompanyNetwork.PLAIN_TEMPORAL),
            Map.of(
                "HTTPS_PROXY",
                address(proxy, "mayfly:pr1vate%403%3Ax@"),
                "JAVA_TOOL_OPTIONS",
                network.trustOption()));

    assertThat(exitCode).isNotZero();
    assertThat(output()).contains("does not answer (UNAVAILABLE)").doesNotContain(PASSWORD);
    assertThat(proxy.led()).isEmpty();
    assertThat(proxy.refused())
        .isNotEmpty()
        .allMatch(CompanyNetwork.PLAIN_TEMPORAL.concat(":443")::equals);
  }

  @Test
  void withoutTheAuthorityTheVaultsCertificateIsNamed() throws Exception {
    untrusted(network.workerWithVault("rest"), "true");

    assertThat(output())
        .contains(
            "secret github-token of https://" + CompanyNetwork.VAULT + " cannot be read: ",
            NOT_TRUSTED);
  }

  @Test
  void withoutTheAuthorityTemporalsCertificateIsNamed() throws Exception {
    untrusted(network.worker(CompanyNetwork.FLEET, "rest", CompanyNetwork.TEMPORAL), "true");

    assertThat(output())
        .contains("Temporal at temporal.acme.internal:443 cannot be asked: " + NOT_TRUSTED);
  }

  @Test
  void withoutTheAuthorityTheForgesCertificateIsNamed() throws Exception {
    untrusted(network.worker(CompanyNetwork.FLEET, "rest", CompanyNetwork.PLAIN_TEMPORAL), "false");

    assertThat(output()).contains("the forge cannot be reached: ", NOT_TRUSTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"azure-batch", "rest"})
  void withoutTheAuthorityTheCertificateOfBatchIsNamed(String client) throws Exception {
    untrusted(
        network.worker(CompanyNetwork.FLEET_HERE, client, CompanyNetwork.PLAIN_TEMPORAL), "false");

    assertThat(output()).contains("Azure Batch cannot be reached: ", NOT_TRUSTED);
  }

  private void untrusted(Path file, String temporalTls) throws Exception {
    Map<String, String> environment =
        Map.of("HTTPS_PROXY", address(network.proxy(""), ""), "TEMPORAL_TLS", temporalTls);

    assertThat(sweep(file, environment)).as(output()).isNotZero();
  }

  @Test
  void aGatewayAsksTheForgeForItsAddressesThroughTheProxy() throws Exception {
    ConnectProxy proxy = network.proxy("mayfly:" + PASSWORD);

    try (Child gateway =
        network.start(
            GatewayApplication.class,
            Map.of(
                "https_proxy",
                address(proxy, "mayfly:pr1vate%403%3Ax@"),
                "TEMPORAL_TLS",
                "true",
                "JAVA_TOOL_OPTIONS",
                network.trustOption()),
            network.gateway().toString())) {
      Eventually.until(
          "the addresses are known",
          SOON,
          () -> output().contains("webhooks of " + CompanyNetwork.FORGE + " come from"));
      assertThat(gateway.process().isAlive()).isTrue();
    }

    assertThat(output())
        .contains("requests to others go through a proxy: {https=127.0.0.1:" + proxy.port() + "}")
        .doesNotContain(PASSWORD);
    assertThat(network.aServiceSaw(proxy.wanted())).isFalse();
  }
}
