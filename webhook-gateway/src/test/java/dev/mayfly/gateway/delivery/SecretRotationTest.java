package dev.mayfly.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.gateway.Gateway;
import dev.mayfly.gateway.GatewayConfiguration;
import dev.mayfly.gateway.ManualTicker;
import dev.mayfly.service.config.StrictConfigurationFactory;
import dev.mayfly.service.secret.CurrentSecrets;
import dev.mayfly.service.secret.Secret;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that the gateway's file takes from files are replaced while it runs. */
@SuppressWarnings("NullAway.Init") // read() sets it
@Tag("server")
class SecretRotationTest {

  private static final byte[] BODY = "{}".getBytes(UTF_8);

  @TempDir Path directory;

  private final ManualTicker ticker = new ManualTicker();
  private List<Secret> secrets;

  @BeforeEach
  void read() throws Exception {
    Files.writeString(
        directory.resolve("mayfly.yml"),
        """
        installation: mayfly
        forges: {github: {scopes: [{organization: acme}]}}
        pools: [{name: ubuntu, labels: [self-hosted], batchPool: b, image: i}]
        """);
    Path file =
        Files.writeString(
            directory.resolve("gateway.yml"),
            "fleet: mayfly.yml\nsecrets: {github: [{file: secret}]}\n");
    Files.writeString(directory.resolve("secret"), "old\n");
    secrets =
        new StrictConfigurationFactory<>(
                GatewayConfiguration.class,
                Validators.newValidator(),
                Jackson.newObjectMapper(),
                name -> null)
            .build(new FileConfigurationSourceProvider(), file.toString())
            .secrets("github");
  }

  /** As orchestrators do: a whole new file in the place of the old one. */
  private void replaceSecret() throws Exception {
    Files.move(
        Files.writeString(directory.resolve("next"), "new\n"),
        directory.resolve("secret"),
        StandardCopyOption.ATOMIC_MOVE);
    ticker.advance(CurrentSecrets.PAUSE);
  }

  @Test
  void webhooksAreSignedWithTheNewSecretAndNoLongerWithTheOldOne() throws Exception {
    SignatureVerifier verifier =
        new SignatureVerifier("github", secrets, InstantSource.system(), ticker);
    assertThat(verifier.verify(BODY, Gateway.sign("old", "{}"), "d")).isPresent();

    replaceSecret();

    assertThat(verifier.verify(BODY, Gateway.sign("new", "{}"), "d")).isPresent();
    assertThat(verifier.verify(BODY, Gateway.sign("old", "{}"), "d")).isEmpty();
  }

  @Test
  void requestsBearTheNewSecretAndNoLongerTheOldOne() throws Exception {
    BearerVerifier verifier = new BearerVerifier("azdo", secrets, InstantSource.system(), ticker);
    assertThat(verifier.verify(BODY, "Bearer old")).isPresent();

    replaceSecret();

    assertThat(verifier.verify(BODY, "Bearer new")).isPresent();
    assertThat(verifier.verify(BODY, "Bearer old")).isEqualTo(Optional.empty());
  }
}
