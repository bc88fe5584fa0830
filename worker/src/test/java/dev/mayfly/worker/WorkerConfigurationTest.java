package dev.mayfly.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.service.batch.EntraSignIn;
import dev.mayfly.service.config.InvalidConfigurationException;
import dev.mayfly.service.config.StrictConfigurationFactory;
import dev.mayfly.service.entra.EntraCloud;
import dev.mayfly.service.entra.EntraCredentials;
import dev.mayfly.service.entra.EntraIdentity;
import dev.mayfly.service.secret.EntraSettings;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.worker.batch.BatchTransport;
import dev.mayfly.worker.forge.auth.ForgeSignIn;
import dev.mayfly.worker.seal.Sealer;
import dev.mayfly.worker.sweep.ForgeSweep;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.SealedSecret;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import jakarta.validation.Validator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerConfigurationTest {

  private static final Validator VALIDATOR = Validators.newValidator();

  private static final Path ROOT =
      Path.of(Objects.requireNonNull(System.getProperty("mayfly.root"), "mayfly.root"));
  private static final String KEY_1 = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  private static final String KEY_2 = "YWJjZGVmZ2hpamFiY2RlZmdoaWphYmNkZWZnaGlqYWI=";
  private static final String ID = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "GITHUB_TOKEN", "ghp_s3cret",
          "BATCH_KEY", "czNjcmV0",
          "MAYFLY_SEALING_KEY", KEY_1,
          "SEALING_KEY_2", KEY_2,
          "SHORT", "c2hvcnQ=",
          "NOT_BASE64", "s3cret!!",
          "TWO_LINES", "ghp_s3cret\nx",
          "APP_KEY", TestKeys.pkcs8());
  private static final String MINIMAL =
      """
      fleet: mayfly.yml
      forges: {github: {token: {env: GITHUB_TOKEN}}}
      batch: {url: "https://acme.westeurope.batch.azure.com", account: acme, key: {env: BATCH_KEY}}
      sealingKeys: {k1: {env: MAYFLY_SEALING_KEY}}
      """;

  @TempDir Path directory;

  @BeforeEach
  void aFleetOfOneForge() throws IOException {
    Files.copy(ROOT.resolve("examples/mayfly.yml"), directory.resolve("mayfly.yml"));
  }

  @Test
  void theShippedFilesAreRightOnceTheSecretsAreSet() throws Exception {
    WorkerConfiguration shipped = read(ROOT.resolve("examples/worker.yml"));

    assertThat(shipped.fleet().installation()).isEqualTo("mayfly");
    assertThat(signIn(shipped)).hasToString("token");
    DefaultServerFactory server = (DefaultServerFactory) shipped.getServerFactory();
    assertThat(server.getApplicationConnectors()).isEmpty();
    assertThat(((HttpConnectorFactory) server.getAdminConnectors().get(0)).getPort())
        .isEqualTo(8083);
  }

  @Test
  void whatIsLeftOutHasItsDefault() throws Exception {
    WorkerConfiguration read = read(MINIMAL);

    assertThat(read.watch().every()).isEqualTo(Duration.ofSeconds(5));
    assertThat(read.watch().requestsPerHour()).isEqualTo(5000);
    assertThat(read.sweep().enabled()).isTrue();
    assertThat(read.sweep("github"))
        .isEqualTo(new ForgeSweep.Settings(Duration.ofMinutes(1), null, List.of()));
    assertThat(read.temporal()).isEqualTo(TemporalSettings.DEFAULT);
  }

  @Test
  void everyKeyIsRead() throws Exception {
    WorkerConfiguration read =
        read(
            """
            fleet: mayfly.yml
            forges:
              github:
                token: {env: GITHUB_TOKEN}
                webhook: https://hooks.acme.com/webhooks/github
                organizations: [acme, other]
            batch: {url: "https://b.acme.com", account: acme, key: {env: BATCH_KEY}}
            sweep: {every: 5m, enabled: false}
            sealingKeys: {k2: {env: SEALING_KEY_2}, k1: {env: MAYFLY_SEALING_KEY}}
            watch: {every: 30s, requestsPerHour: 15000}
            temporal: {address: "t.acme.com:7233"}
            """);

    assertThat(signIn(read)).hasToString("token");
    assertThat(read.batch().url()).isEqualTo(URI.create("https://b.acme.com"));
    assertThat(read.batch().account()).isEqualTo("acme");
    assertThat(read.batchSignIn())
        .isEqualTo(new BatchCredentials(URI.create("https://b.acme.com"), "acme", "czNjcmV0"));
    assertThat(read.sweep().enabled()).isFalse();
    assertThat(read.sweep("github"))
        .isEqualTo(
            new ForgeSweep.Settings(
                Duration.ofMinutes(5),
                URI.create("https://hooks.acme.com/webhooks/github"),
                List.of("acme", "other")));
    assertThat(read.watch().every()).isEqualTo(Duration.ofSeconds(30));
    assertThat(read.watch().requestsPerHour()).isEqualTo(15000);
    assertThat(read.temporal().address()).isEqualTo("t.acme.com:7233");
  }

  @ParameterizedTest
  @ValueSource(strings = {"500ms", "2h"})
  void aSweepThatNeverRestsOrHardlyEverLooksIsAFault(String every) {
    InvalidConfigurationException faults =
        catchThrowableOfType(
            InvalidConfigurationException.class,
            () -> read(MINIMAL + "sweep: {every: " + every + "}\n"));

    assertThat(faults).hasMessageContaining("sweep.every").hasMessageContaining("1s and 1h");
  }

  /** They quote an answer that they cannot read, and every failure reaches us besides. */
  @Test
  void theLibrariesThatAskForTokensAreSilent() throws Exception {
    DefaultLoggingFactory logging = (DefaultLoggingFactory) read(MINIMAL).getLoggingFactory();

    assertThat(logging.getLoggers())
        .containsEntry("com.azure", TextNode.valueOf("OFF"))
        .containsEntry("com.microsoft.aad.msal4j", TextNode.valueOf("OFF"));
  }

  @Test
  void theFirstSealingKeySealsAndTheOthersStillOpen() throws Exception {
    RunnerName runner = new RunnerName(new LifeId("mayfly", "github", 1), "3fa91c", 1);
    Sealer old = new Sealer(Map.of("k1", KEY_1));
    SealedSecret before = old.seal("token", runner);

    Sealer now = read(MINIMAL.replace("{k1:", "{k2: {env: SEALING_KEY_2}, k1:")).sealer();

    assertThat(now.seal("token", runner).keyId()).isEqualTo("k2");
    assertThat(now.open(before, runner)).isEqualTo("token");
  }

  @Test
  void everyFaultIsInOneMessageWithItsPath() throws Exception {
    assertThat(
            faults(
                """
                fleet: mayfly.yml
                forges:
                  ghes: {token: {env: GITHUB_TOKEN}}
                batch: {url: acme.batch.azure.com, account: "", key: {env: ABSENT}}
                sealingKeys: {short: {env: SHORT}, odd: {env: NOT_BASE64}, plain: c2hvcnQ=}
                watch: {every: 5, requestsPerHour: 59, requestPerHour: 100}
                wach: {}
                """))
        .satisfies(
            each(
                "worker.yml: forges.github.token: expected a token for this forge of the"
                    + " common file, such as {env: GITHUB_TOKEN}",
                "worker.yml: forges.ghes: no forge of this name; the common file has" + " github",
                "worker.yml: batch.url: expected an address",
                "worker.yml: batch.account: must not be blank",
                "worker.yml: batch.key: environment variable ABSENT is not set",
                "worker.yml: sealingKeys.short: sealing key short has 5 bytes",
                "worker.yml: sealingKeys.odd: sealing key odd is not Base64",
                "worker.yml: sealingKeys.plain: expected {env: NAME}",
                "worker.yml: watch.every: \"5\" is not a duration",
                "worker.yml: watch.requestsPerHour: must be greater than or equal to 60",
                "worker.yml: watch.requestPerHour: unknown key; did you mean"
                    + " \"requestsPerHour\"?",
                "worker.yml: wach: unknown key; did you mean \"watch\"?"))
        .hasSize(12);
  }

  @Test
  void everySectionIsAskedForByName() throws Exception {
    assertThat(faults("fleet: mayfly.yml\n"))
        .satisfies(
            each(
                "forges.github.token: expected a token",
                "batch: is required: url of the Batch account",
                "sealingKeys: is required: at least one key"))
        .hasSize(3);
  }

  @Test
  void credentialsThatNoRequestCouldCarryAreFaultsAndAreNotRepeated() throws Exception {
    assertThat(
            faults(MINIMAL.replace("GITHUB_TOKEN", "TWO_LINES").replace("BATCH_KEY", "NOT_BASE64")))
        .satisfies(
            each(
                "forges.github.token: a forge's token must be printable ASCII",
                "batch.key: the key of Batch account acme is not Base64"))
        .allSatisfy(f -> assertThat(f).doesNotContain("s3cret"))
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{every: 6m}", "{every: 0s}", "{every: soon}", "{every: [5s]}"})
  void aPauseBetweenLooksThatWouldStallEveryLifeIsAFault(String watch) throws Exception {
    assertThat(faults(MINIMAL + "watch: " + watch + "\n"))
        .singleElement()
        .satisfies(f -> assertThat(f).contains("worker.yml: watch.every: "));
  }

  @Test
  void anAppOrSeveralTakeThePlaceOfTheToken() throws Exception {
    String one = "{id: 123456, privateKey: {env: APP_KEY}, installation: 7}";
    String other = "{id: Iv23liabcdefghijklmn, privateKey: {env: APP_KEY}}";

    assertThat(signIn(read(signIn("app: " + one)))).hasToString("[GitHubApp[123456]]");
    assertThat(signIn(read(signIn("app: [" + one + ", " + other + "]"))))
        .hasToString("[GitHubApp[123456], GitHubApp[Iv23liabcdefghijklmn]]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "webhook: \"https://a.example/\" | forges.github.token: is required without app",
        "token: {env: GITHUB_TOKEN}, app: {id: 1, privateKey: {env: APP_KEY}} |"
            + " forges.github.token: must be left out with app",
        "app: {id: 1} | privateKey: is required: {env: NAME}, {file: PATH} or {keyvault: NAME}",
        "app: {privateKey: {env: APP_KEY}} | id: is required: the App's id or client id",
        "app: {id: my-app, privateKey: {env: APP_KEY}} | id: must be the App's id, such as 123456",
        "app: {id: 1, privateKey: {env: GITHUB_TOKEN}} | privateKey: an App's private key must be"
            + " PEM",
        "app: {id: 1, privateKey: s3cret} | privateKey: expected {env: NAME}, {file: PATH} or"
            + " {keyvault: NAME}",
        "app: {id: 1, privatekey: {env: APP_KEY}} | did you mean \"privateKey\"",
        "app: {id: 1, privateKey: {env: APP_KEY}, installation: 0} | must be the number of an"
            + " installation",
        "app: [{id: 1, privateKey: {env: APP_KEY}}, {id: 1, privateKey: {env: APP_KEY}}] |"
            + " forges.github.app[1].id: another App here has this id already",
        "app: {id: 1, privateKey: {env: APP_KEY}}, waitingCheckAfter: 30s |"
            + " forges.github.waitingCheckAfter: must be between 1m and 24h",
        "token: {env: GITHUB_TOKEN}, waitingCheckAfter: 10m |"
            + " forges.github.waitingCheckAfter: needs exactly one app",
      })
  void whatIsWrongWithAnAppIsSaidWithItsPath(String keys, String fault) throws Exception {
    assertThat(faults(signIn(keys)))
        .anySatisfy(
            f ->
                assertThat(f)
                    .contains("worker.yml: forges.github", fault)
                    .doesNotContain("s3cret"));
  }

  @Test
  void giteaHasNoApps() throws Exception {
    Files.writeString(
        directory.resolve("mayfly.yml"),
        Files.readString(ROOT.resolve("examples/mayfly.yml"))
            .replace(
                "  github:\n",
                "  github:\n    type: gitea\n    apiUrl: https://git.acme.com/api/v1\n"));

    assertThat(faults(signIn("app: {id: 1, privateKey: {env: APP_KEY}}")))
        .singleElement()
        .satisfies(f -> assertThat(f).contains("forges.github.app: Gitea has no Apps"));
  }

  private static String signIn(String keys) {
    return MINIMAL.replace("token: {env: GITHUB_TOKEN}", keys);
  }

  @ParameterizedTest
  @CsvSource({"'', AZURE_BATCH", "', client: azure-batch', AZURE_BATCH", "', client: rest', REST"})
  void batchIsSpokenToByTheClientThatIsChosen(String key, BatchTransport client) throws Exception {
    assertThat(read(entra("entra: {managedIdentity: {}}" + key)).batch().client())
        .isEqualTo(client);
  }

  @Test
  void anIdentityOfEntraTakesThePlaceOfTheKey() throws Exception {
    URI url = URI.create("https://acme.westeurope.batch.azure.com");

    assertThat(read(entra("entra: {managedIdentity: {}}")).batchSignIn())
        .extracting(it -> ((EntraSignIn) it).credentials())
        .isEqualTo(
            new EntraCredentials(url, new EntraIdentity.ManagedIdentity(null), EntraCloud.PUBLIC));
    assertThat(read(entra("entra: {managedIdentity: {clientId: " + ID + "}}")).batchSignIn())
        .extracting(it -> ((EntraSignIn) it).credentials())
        .isEqualTo(
            new EntraCredentials(url, new EntraIdentity.ManagedIdentity(ID), EntraCloud.PUBLIC));
    assertThat(
            read(entra(
                    "entra: {workloadIdentity: {tenantId: acme.com, clientId: "
                        + ID
                        + ", tokenFile: /var/run/token}}"))
                .batchSignIn())
        .extracting(it -> ((EntraSignIn) it).credentials())
        .isEqualTo(
            new EntraCredentials(
                url,
                new EntraIdentity.WorkloadIdentity("acme.com", ID, Path.of("/var/run/token")),
                EntraCloud.PUBLIC));
    assertThat(
            read(entra(
                    "entra: {clientSecret: {tenantId: acme.com, clientId: "
                        + ID
                        + ", secret: {env: GITHUB_TOKEN}},"
                        + " authorityHost: \"https://login.microsoftonline.us\","
                        + " audience: \"https://batch.core.usgovcloudapi.net\"}"))
                .batchSignIn())
        .extracting(it -> ((EntraSignIn) it).credentials())
        .isEqualTo(
            new EntraCredentials(
                url,
                new EntraIdentity.ClientSecret("acme.com", ID, "ghp_s3cret"),
                new EntraCloud(
                    URI.create("https://login.microsoftonline.us"),
                    URI.create("https://batch.core.usgovcloudapi.net/"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "account: acme | batch.key: is required without batch.entra: {env: NAME}, {file: PATH} or"
            + " {keyvault: NAME}",
        "entra: {managedIdentity: {}}, key: {env: BATCH_KEY} | batch.key: must be left out with"
            + " batch.entra",
        "key: {env: BATCH_KEY} | batch.account: is required with batch.key",
        "entra: {} | batch.entra: expected exactly one of managedIdentity ({} for the"
            + " system-assigned one), workloadIdentity, clientSecret; found none",
        "entra: {managedIdentity: {}, workloadIdentity: {tenantId: t, clientId: "
            + ID
            + ", tokenFile: /f}} | found managedIdentity and workloadIdentity",
        "entra: {managedIdentity: {clientId: mayfly-worker}} |"
            + " batch.entra.managedIdentity.clientId: must be a client id such as",
        "entra: {managedIdentity: {clientID: " + ID + "}} | did you mean \"clientId\"",
        "entra: {managedIdentity: {}, authorityHost: \"http://login.acme.com\"} |"
            + " batch.entra.authorityHost: must begin with https://",
        "entra: {managedIdentity: {}, audience: batch} | batch.entra.audience: expected an address",
        "entra: {clientSecret: {tenantId: t, clientId: "
            + ID
            + ", secret: s3cret}} | batch.entra.clientSecret.secret: expected {env: NAME}",
      })
  void whatIsWrongWithTheSignInIsSaidWithItsPath(String keys, String fault) throws Exception {
    assertThat(faults(entra(keys)))
        .singleElement()
        .satisfies(f -> assertThat(f).contains(fault).doesNotContain("s3cret"));
  }

  @Test
  void allThatIsWrongWithAnIdentityIsSaidAtOnce() throws Exception {
    assertThat(
            faults(
                entra("entra: {clientSecret: {}, workloadIdentity: {tenantId: a b}}")
                    .replace("https://acme", "http://acme")))
        .satisfies(
            each(
                "clientSecret.tenantId: is required: the tenant",
                "clientSecret.clientId: is required: the app",
                "clientSecret.secret: is required: {env: NAME}",
                "workloadIdentity.tenantId: must be the tenant",
                "here or as AZURE_CLIENT_ID in the environment",
                "here or as AZURE_FEDERATED_TOKEN_FILE in",
                "batch.url: must begin with https://"))
        .hasSize(7);
  }

  @Test
  void aPodsEnvironmentCompletesAWorkloadIdentity() {
    EntraSettings settings =
        new EntraSettings(
            null, new EntraSettings.WorkloadIdentity(null, null, null), null, null, null);
    Map<String, String> pod =
        Map.of(
            "AZURE_TENANT_ID", "acme.com",
            "AZURE_CLIENT_ID", ID,
            "AZURE_FEDERATED_TOKEN_FILE", "/var/run/token");

    assertThat(settings.identity(Secret::toString, pod::get))
        .isEqualTo(new EntraIdentity.WorkloadIdentity("acme.com", ID, Path.of("/var/run/token")));
  }

  @Test
  void anAzureDevOpsIsSignedInAtByAPersonalAccessTokenOrByEntraId() throws Exception {
    azureDevOps();

    assertThat(signIn(read(MINIMAL)).azureDevOps().authorization(Scope.ofOrganization("acme")))
        .startsWith("Basic ")
        .doesNotContain("s3cret");
    assertThat(signIn(read(signIn("entra: {managedIdentity: {}}"))))
        .hasToString("AzureDevOpsAuth[***]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "webhook: \"https://acme.com\" | forges.github.token: is required without app or entra",
        "token: {env: GITHUB_TOKEN}, entra: {managedIdentity: {}} | forges.github.entra: must be"
            + " left out with a token",
        "entra: {} | forges.github.entra: expected exactly one of managedIdentity",
      })
  void whatIsWrongWithTheSignInAtAnAzureDevOpsIsSaidWithItsPath(String keys, String fault)
      throws Exception {
    azureDevOps();

    assertThat(faults(signIn(keys)))
        .singleElement()
        .satisfies(f -> assertThat(f).contains(fault).doesNotContain("s3cret"));
  }

  @Test
  void noOtherForgeIsSignedInAtByEntraId() throws Exception {
    assertThat(faults(signIn("entra: {managedIdentity: {}}")))
        .singleElement()
        .satisfies(f -> assertThat(f).contains("forges.github.entra: only an azure-devops"));
  }

  private void azureDevOps() throws IOException {
    Path fleet = directory.resolve("mayfly.yml");
    Files.writeString(
        fleet,
        """
        installation: mayfly
        forges:
          github:
            type: azure-devops
            apiUrl: https://dev.azure.com/acme
            scopes: [{agentPool: mayfly}]
        pools:
          - {name: ubuntu, labels: [self-hosted, linux], batchPool: b, image: i}
        """);
  }

  private static ForgeSignIn signIn(WorkerConfiguration configuration) {
    return configuration.signIn("github", Duration.ofSeconds(1), InstantSource.system());
  }

  private static String entra(String keys) {
    return MINIMAL.replace("account: acme, key: {env: BATCH_KEY}", keys);
  }

  private Collection<String> faults(String yaml) throws Exception {
    Path file = Files.writeString(directory.resolve("worker.yml"), yaml);
    return catchThrowableOfType(InvalidConfigurationException.class, () -> read(file)).getErrors();
  }

  private WorkerConfiguration read(String yaml) throws Exception {
    return read(Files.writeString(directory.resolve("worker.yml"), yaml));
  }

  private static WorkerConfiguration read(Path file) throws Exception {
    return new StrictConfigurationFactory<>(
            WorkerConfiguration.class, VALIDATOR, Jackson.newObjectMapper(), ENVIRONMENT::get)
        .build(new FileConfigurationSourceProvider(), file.toString());
  }

  /** Each of these stands in one of the faults. */
  private static Consumer<Iterable<? extends String>> each(String... parts) {
    return faults ->
        assertThat(parts)
            .allSatisfy(part -> assertThat(faults).anySatisfy(f -> assertThat(f).contains(part)));
  }
}
