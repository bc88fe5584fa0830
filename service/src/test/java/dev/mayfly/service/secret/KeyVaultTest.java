package dev.mayfly.service.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.service.config.InvalidConfigurationException;
import dev.mayfly.service.config.ServiceConfiguration;
import dev.mayfly.service.config.StrictConfigurationFactory;
import dev.mayfly.service.entra.EntraCloud;
import dev.mayfly.service.entra.EntraCredentials;
import dev.mayfly.service.entra.EntraIdentity;
import dev.mayfly.service.entra.EntraTransport;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.service.vault.KeyVault;
import dev.mayfly.workflows.fleet.Fleet;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import jakarta.validation.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets from Azure Key Vault, by Microsoft's client over HTTP. */
@SuppressWarnings("NullAway.Init") // start() sets them
@Tag("server")
class KeyVaultTest {

  private static final String IDENTITY = "managed identity ";

  @TempDir Path directory;

  // Managed identities share MSAL's cache in one process.
  private final String clientId = UUID.randomUUID().toString();
  private KeyVaultStandIn azure;
  private VaultSecrets vault;

  @BeforeEach
  void start() throws IOException {
    azure = new KeyVaultStandIn();
    EntraCredentials signIn =
        new EntraCredentials(
            azure.url(), new EntraIdentity.ManagedIdentity(clientId), EntraCloud.PUBLIC);
    vault =
        new VaultSecrets(
            new KeyVault(signIn, azure, new EntraTransport(azure)), Duration.ofMinutes(5));
    Files.writeString(
        directory.resolve("mayfly.yml"),
        """
        installation: mayfly
        forges: {github: {scopes: [{organization: acme}]}}
        pools: [{name: ubuntu, labels: [self-hosted], batchPool: b, image: i}]
        """);
  }

  @AfterEach
  void stop() {
    vault.stop();
    azure.close();
  }

  /** One section with secrets. */
  static final class Configuration extends ServiceConfiguration {

    private final List<Secret> secrets;

    @JsonCreator
    Configuration(
        @Nullable Fleet fleet,
        @Nullable TemporalSettings temporal,
        @Nullable List<Secret> secrets) {
      super(fleet, temporal);
      this.secrets = secrets == null ? List.of() : secrets;
    }
  }

  private Configuration read(String sections) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("service.yml"), "fleet: mayfly.yml\n" + sections + "\n");
    return new StrictConfigurationFactory<>(
            Configuration.class,
            VALIDATOR,
            MAPPER,
            name -> "from the environment",
            settings -> vault)
        .build(new FileConfigurationSourceProvider(), file.toString());
  }

  private List<String> errors(String sections) {
    return List.copyOf(
        catchThrowableOfType(InvalidConfigurationException.class, () -> read(sections))
            .getErrors());
  }

  // Making one takes longer than a test.
  private static final Validator VALIDATOR = Validators.newValidator();
  private static final ObjectMapper MAPPER = Jackson.newObjectMapper();
  private static final String SECTION = "keyVault: {url: \"https://acme.vault.azure.net\"}\n";

  @Test
  void aSecretIsReadByNameWithATokenForWhatTheVaultSays() throws Exception {
    azure.put("webhook-secret", "s3cret");

    Configuration read = read(SECTION + "secrets: [{keyvault: webhook-secret}, {env: X}]");

    assertThat(read.secrets)
        .extracting(Secret::reveal)
        .containsExactly("s3cret", "from the environment");
    assertThat(azure.asked())
        .containsExactly("/secrets/webhook-secret/ 401", "/secrets/webhook-secret/ 200");
  }

  @Test
  void aMissingSecretIsAnErrorThatNamesFieldAndSecret() {
    azure.put("there", "s3cret");

    assertThat(
            errors(SECTION + "secrets: [{keyvault: there}, {keyvault: absent}, {keyvault: gone}]"))
        .hasSize(2)
        .anySatisfy(
            f ->
                assertThat(f)
                    .contains("secrets[1]: secret absent of " + azure.url() + " does not exist"))
        .anySatisfy(f -> assertThat(f).contains("secrets[2]: secret gone of"));
  }

  @Test
  void aForbiddenSecretNamesTheIdentityAndTheRole() {
    azure.fail(403, 1);

    onlyErrorIs("may not be read by " + IDENTITY + clientId, "Key Vault Secrets User");
  }

  @Test
  void anIdentityWithoutATokenIsToldFromAVaultThatRefuses() {
    azure.refuseTokens();

    onlyErrorIs(IDENTITY + clientId + " got no token (400 invalid_request)");
  }

  private void onlyErrorIs(String... parts) {
    assertThat(errors(SECTION + "secrets: [{keyvault: webhook-secret}]"))
        .singleElement()
        .satisfies(
            f -> assertThat(f).contains("secrets[0]: secret webhook-secret").contains(parts));
  }

  @Test
  void aVaultThatIsNotThereIsAnError() {
    azure.close();

    assertThat(errors(SECTION + "secrets: [{keyvault: webhook-secret}]"))
        .singleElement()
        .satisfies(
            f -> assertThat(f).contains("secrets[0]: secret webhook-secret").contains("cannot be"));
  }

  @ParameterizedTest
  @CsvSource({"429", "503"})
  void aVaultThatIsBusyForAMomentIsAskedAgain(int status) throws Exception {
    azure.put("webhook-secret", "s3cret");
    azure.fail(status, 1);

    assertThat(read(SECTION + "secrets: [{keyvault: webhook-secret}]").secrets)
        .extracting(Secret::reveal)
        .containsExactly("s3cret");
  }

  @Test
  void aVaultThatStaysBusyIsAnErrorWithItsStatus() {
    azure.fail(429, 100);

    assertThat(errors(SECTION + "secrets: [{keyvault: webhook-secret}]"))
        .singleElement()
        .satisfies(f -> assertThat(f).contains("the vault answers 429"));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aVaultThatRedirectsIsNotFollowed(int status) {
    azure.fail(status, 1);

    onlyErrorIs(
        "cannot be read: " + azure.url().getHost() + " redirects to http://127.0.0.1:",
        ", which Mayfly does not follow");
    assertThat(azure.asked()).hasSize(2).last().isEqualTo("/secrets/webhook-secret/ " + status);
  }

  @Test
  void aRotatedSecretIsPickedUpAndTheLastOneStaysWhileTheVaultFails() {
    azure.put("webhook-secret", "old");
    Secret secret = vault.secret("webhook-secret");

    azure.put("webhook-secret", "new");
    assertThat(secret.latest()).isEqualTo("old");
    vault.refresh();
    assertThat(secret.latest()).isEqualTo("new");

    azure.put("webhook-secret", "newest");
    azure.fail(403, 1);
    vault.refresh();
    assertThat(secret.latest()).isEqualTo("new");
    vault.refresh();
    assertThat(secret.latest()).isEqualTo("newest");

    azure.close();
    vault.refresh();
    assertThat(secret.latest()).isEqualTo("newest");
  }

  @Test
  void aRunningServiceLooksByItself() throws Exception {
    AtomicInteger reads = new AtomicInteger();
    CountDownLatch again = new CountDownLatch(3);
    VaultSecrets counted =
        new VaultSecrets(
            name -> {
              again.countDown();
              return String.valueOf(reads.incrementAndGet());
            },
            Duration.ofMillis(1));
    Secret secret = counted.secret("count");
    assertThat(secret.reveal()).isEqualTo("1");

    counted.start();
    again.await();
    counted.stop();

    assertThat(secret.latest()).isNotEqualTo("1");
  }

  @Test
  void whatIsWrongWithTheSectionOrTheReferenceIsNamed() {
    assertThat(errors("secrets: [{keyvault: webhook-secret}]"))
        .singleElement()
        .satisfies(f -> assertThat(f).contains("secrets[0]: needs the section keyVault: {url:"));
    assertThat(errors(SECTION + "secrets: [{keyvault: \"a/b?c\"}]"))
        .singleElement()
        .satisfies(f -> assertThat(f).contains("secrets[0]: keyvault: expected a secret's name"));
    assertThat(errors("keyVault: {url: \"http://acme.example\", refresh: 1s}\n"))
        .hasSize(2)
        .anySatisfy(f -> assertThat(f).contains("keyVault.url: must begin with https://"))
        .anySatisfy(f -> assertThat(f).contains("keyVault.refresh: must be between 10s and 1d"));
    assertThat(errors("keyVault: {refresh: 1m}\nsecrets: [{keyvault: webhook-secret}]"))
        .anySatisfy(f -> assertThat(f).contains("keyVault.url: is required"));
    assertThat(
            errors(
                "keyVault: {url: \"https://a.vault.azure.net\", entra: {clientSecret: {tenantId: t,"
                    + " clientId: 3f2504e0-4f89-11d3-9a0c-0305e82c3301, secret: {keyvault: x}}}}\n"
                    + "secrets: [{keyvault: webhook-secret}]"))
        .anySatisfy(f -> assertThat(f).contains("keyVault.entra.clientSecret.secret"));
    assertThat(azure.asked()).isEmpty();
  }

  @Test
  void anEmptySecretIsNoSecret() {
    azure.put("empty", "");

    assertThatThrownBy(() -> vault.secret("empty")).hasMessageContaining("is empty");
  }
}
