package dev.mayfly.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.mayfly.service.entra.EntraCloud;
import dev.mayfly.service.entra.EntraCredentials;
import dev.mayfly.service.entra.EntraIdentity;
import dev.mayfly.service.entra.EntraIdentity.ClientSecret;
import dev.mayfly.service.entra.EntraIdentity.ManagedIdentity;
import dev.mayfly.service.entra.EntraIdentity.WorkloadIdentity;
import dev.mayfly.service.entra.EntraLibrary;
import dev.mayfly.service.entra.EntraTokens;
import dev.mayfly.service.entra.EntraTransport;
import dev.mayfly.service.entra.TokenException;
import dev.mayfly.workflows.temporal.FailureType;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@Tag("server")
@Isolated("all classes of a JVM share a log")
class EntraTokensTest {

  private static final String SECRET = "s3cret~value";
  // Below the five minutes from which on the library itself asks anew; from its middle on it is
  // renewed. The machine's clock goes on while now stands: every step has a minute to spare.
  private static final Duration SHORT = Duration.ofSeconds(280);
  private static final URI BATCH = URI.create("https://acme.westeurope.batch.azure.com");
  private static final EntraCloud CHINA =
      new EntraCloud(
          URI.create("https://login.chinacloudapi.cn"),
          URI.create("https://batch.chinacloudapi.cn"));

  // Managed identities share MSAL's cache in one process.
  private final String clientId = UUID.randomUUID().toString();

  @TempDir Path directory;

  @AutoClose private EntraStandIn entra;
  private Instant now = Instant.now();

  @BeforeEach
  void start() throws IOException {
    entra = new EntraStandIn();
    Files.writeString(directory.resolve("federated"), "service-acc0unt-1\n");
  }

  @Test
  void runsWithoutOpeningPackagesOfTheJdk() {
    assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments())
        .noneMatch(argument -> argument.contains("add-opens"));
  }

  @Test
  void aManagedIdentityIsAskedOfTheMachine() throws Exception {
    assertThat(tokens("managed").token()).isEqualTo("t0ken-1");

    assertThat(entra.asked())
        .containsExactly(
            new EntraStandIn.Asked(
                "http://169.254.169.254/metadata/identity/oauth2/token",
                Map.of(
                    "api-version", "2018-02-01",
                    "client_id", clientId,
                    "resource", "https://batch.core.windows.net/")));
  }

  @Test
  void theMachinesOwnIdentityHasNoName() throws Exception {
    // Its own audience, as its place in MSAL's cache has no other name.
    EntraCloud cloud =
        new EntraCloud(
            EntraCloud.PUBLIC.authorityHost(), URI.create("https://" + clientId + ".example"));

    assertThat(tokens(new ManagedIdentity(null), cloud).token()).isEqualTo("t0ken-1");

    assertThat(entra.asked().get(0).fields())
        .doesNotContainKey("client_id")
        .containsEntry("resource", "https://" + clientId + ".example/");
  }

  @Test
  void anApplicationShowsItsSecretToTheAuthority() throws Exception {
    assertThat(tokens("secret").token()).isEqualTo("t0ken-1");

    EntraStandIn.Asked asked = entra.asked().get(0);
    assertThat(asked.where())
        .isEqualTo("https://login.microsoftonline.com/acme.example/oauth2/v2.0/token");
    assertThat(asked.fields())
        .containsEntry("grant_type", "client_credentials")
        .containsEntry("client_id", clientId)
        .containsEntry("client_secret", SECRET);
    assertThat(asked.fields().get("scope")).contains("https://batch.core.windows.net//.default");
  }

  @Test
  void aWorkloadShowsItsAccountsTokenOfTheMoment() throws Exception {
    entra.giveFor(SHORT);
    EntraTokens tokens = tokens("workload");

    tokens.token();
    Files.writeString(directory.resolve("federated"), "service-acc0unt-2");
    now = now.plusSeconds(200);
    tokens.token();

    assertThat(entra.asked())
        .extracting(request -> request.fields().get("client_assertion"))
        .containsExactly("service-acc0unt-1", "service-acc0unt-2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "workload"})
  void aSovereignCloudHasItsOwnAuthorityAndAudience(String kind) throws Exception {
    tokens(identity(kind), CHINA).token();

    assertThat(entra.asked()).hasSize(1);
    assertThat(entra.asked().get(0).where())
        .isEqualTo("https://login.chinacloudapi.cn/acme.example/oauth2/v2.0/token");
    assertThat(entra.asked().get(0).fields().get("scope"))
        .contains("https://batch.chinacloudapi.cn//.default");
  }

  @Test
  void aManagedIdentityOfASovereignCloudHasItsAudience() throws Exception {
    tokens(identity("managed"), CHINA).token();

    assertThat(entra.asked().get(0).fields())
        .containsEntry("resource", "https://batch.chinacloudapi.cn/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"managed", "workload", "secret"})
  void manyCallsAskOnce(String kind) throws Exception {
    EntraTokens tokens = tokens(kind);

    for (int i = 0; i < 100; i++) {
      assertThat(tokens.token()).isEqualTo("t0ken-1");
    }

    assertThat(entra.asked()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"managed", "workload", "secret"})
  void concurrentCallsAskOnce(String kind) throws Exception {
    EntraTokens tokens = tokens(kind);
    CountDownLatch together = new CountDownLatch(16);
    Set<String> seen = ConcurrentHashMap.newKeySet();
    Callable<Boolean> call =
        () -> {
          together.countDown();
          together.await();
          return seen.add(tokens.token());
        };

    ExecutorService threads = Executors.newFixedThreadPool(16);
    for (Future<Boolean> done :
        threads.invokeAll(IntStream.range(0, 16).mapToObj(i -> call).toList())) {
      done.get();
    }
    threads.shutdown();

    assertThat(seen).containsExactly("t0ken-1");
    assertThat(entra.asked()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"managed", "workload", "secret"})
  void aTokenIsRenewedBeforeItExpires(String kind) throws Exception {
    entra.giveFor(SHORT);
    EntraTokens tokens = tokens(kind);
    tokens.token();

    now = now.plusSeconds(120);
    assertThat(tokens.token()).isEqualTo("t0ken-1");
    now = now.plusSeconds(60);
    assertThat(tokens.token()).isEqualTo("t0ken-2");

    assertThat(entra.asked()).hasSize(2);
  }

  @Test
  void whileATokenHoldsAFailedRenewalIsTriedAgainLaterAndDoesNoHarm() throws Exception {
    entra.giveFor(SHORT);
    EntraTokens tokens = tokens("managed");
    tokens.token();
    entra.refuse(503, "");
    now = now.plusSeconds(200);

    assertThat(tokens.token()).isEqualTo("t0ken-1");
    assertThat(tokens.token()).isEqualTo("t0ken-1");
    assertThat(entra.asked()).hasSize(2);
    now = now.plusSeconds(31);
    assertThat(tokens.token()).isEqualTo("t0ken-1");
    assertThat(entra.asked()).hasSize(3);
    now = now.plusSeconds(120);
    assertThat(failure(tokens).getType()).isEqualTo(FailureType.UNAVAILABLE);

    entra.giveFor(EntraStandIn.LONG);
    assertThat(tokens.token()).isEqualTo("t0ken-5");
  }

  @Test
  void aWrongSecretIsThePoolsFaultAndIsNotRepeated() {
    entra.refuse(
        401,
        """
        {"error": "invalid_client", "error_description": "AADSTS7000215: %s is not the secret.",
         "error_codes": [7000215], "trace_id": "t"}
        """
            .formatted(SECRET));

    ApplicationFailure failure = failure(tokens("secret"));

    assertThat(failure.getType()).isEqualTo(FailureType.POOL_FAULT);
    assertThat(failure.isNonRetryable()).isTrue();
    assertThat(failure.getOriginalMessage())
        .isEqualTo(
            "create task t → 401 TokenRefused: application "
                + clientId
                + " got no token for https://batch.core.windows.net/: 401 invalid_client,"
                + " AADSTS7000215");
    assertThat(entra.asked()).hasSize(1);
  }

  @Test
  void anIdentityThatTheMachineDoesNotHaveIsThePoolsFault() {
    entra.refuse(
        400, "{\"error\":\"invalid_request\",\"error_description\":\"Identity not found\"}");

    ApplicationFailure failure = failure(tokens("managed"));

    assertThat(failure.getType()).isEqualTo(FailureType.POOL_FAULT);
    assertThat(failure.getOriginalMessage())
        .contains("managed identity " + clientId + " got no token")
        .endsWith(": 400 invalid_request");
  }

  @ParameterizedTest
  @CsvSource({
    "managed, 404",
    "managed, 410",
    "managed, 429",
    "managed, 500",
    "managed, 503",
    "workload, 429",
    "workload, 503",
    "secret, 429",
    "secret, 500"
  })
  void whatPassesIsTemporalsToRetryAndIsAskedOnce(String kind, int status) {
    entra.refuse(status, "<html>");

    ApplicationFailure failure = failure(tokens(kind));

    assertThat(failure.getType()).isEqualTo(FailureType.UNAVAILABLE);
    assertThat(failure.getNextRetryDelay()).isEqualTo(Duration.ofSeconds(7));
    assertThat(failure.getOriginalMessage()).endsWith(": " + status);
    assertThat(entra.asked()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"managed", "workload", "secret"})
  void noServerThereIsUnavailable(String kind) {
    entra.close();

    ApplicationFailure failure = failure(tokens(kind));

    assertThat(failure.getType()).isEqualTo(FailureType.UNAVAILABLE);
    assertThat(failure.getOriginalMessage())
        .startsWith("create task t → no answer: ")
        .contains(clientId + " got no token for https://batch.core.windows.net/: java.net.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"managed", "secret"})
  void anAnswerThatIsNoTokenIsUnavailableAndIsNotRepeated(String kind) {
    entra.refuse(200, "{\"access_token\": \"t0ken-odd\", \"expires_");

    ApplicationFailure failure = failure(tokens(kind));

    assertThat(failure.getType()).isEqualTo(FailureType.UNAVAILABLE);
    assertThat(failure.getOriginalMessage()).doesNotContain("t0ken");
  }

  @Test
  void aMissingTokenFileIsThePoolsFaultAndIsNamed() throws IOException {
    Files.delete(directory.resolve("federated"));

    ApplicationFailure failure = failure(tokens("workload"));

    assertThat(failure.getType()).isEqualTo(FailureType.POOL_FAULT);
    assertThat(failure.getOriginalMessage())
        .endsWith("cannot read " + directory.resolve("federated"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"managed", "workload", "secret"})
  void nothingSecretIsLoggedWhateverTheLevel(String kind) throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    root.setLevel(Level.TRACE);
    root.addAppender(lines);
    try {
      tokens(kind).token();
      entra.refuse(401, "{\"error\":\"invalid_client\",\"error_description\":\"" + SECRET + "\"}");
      failure(tokens(new ClientSecret("acme.example", clientId, SECRET), EntraCloud.PUBLIC));
    } finally {
      root.detachAppender(lines);
      root.setLevel(before);
    }

    assertThat(List.copyOf(lines.list))
        .isNotEmpty()
        .extracting(e -> e.getFormattedMessage() + e.getKeyValuePairs() + e.getThrowableProxy())
        .noneMatch(
            line -> line.contains(SECRET) || line.contains("t0ken") || line.contains("acc0unt"));
  }

  @Test
  void anIdentityNeverShowsItsSecret() {
    assertThat(new ClientSecret("t", clientId, SECRET).toString()).doesNotContain(SECRET);
  }

  private EntraTokens tokens(String kind) {
    return tokens(identity(kind), EntraCloud.PUBLIC);
  }

  private EntraIdentity identity(String kind) {
    return switch (kind) {
      case "managed" -> new ManagedIdentity(clientId);
      case "workload" ->
          new WorkloadIdentity("acme.example", clientId, directory.resolve("federated"));
      default -> new ClientSecret("acme.example", clientId, SECRET);
    };
  }

  private EntraTokens tokens(EntraIdentity identity, EntraCloud cloud) {
    EntraCredentials signIn = new EntraCredentials(BATCH, identity, cloud);
    InstantSource clock = () -> now;
    return new EntraTokens(
        EntraLibrary.credential(signIn, new EntraTransport(entra)),
        signIn,
        clock,
        Duration.ofSeconds(30));
  }

  private static ApplicationFailure failure(EntraTokens tokens) {
    TokenException failure = catchThrowableOfType(TokenException.class, tokens::token);
    assertThat(failure).as("no token").isNotNull().hasNoCause();
    return BatchCalls.withoutToken("create task", "t", failure).toFailure();
  }
}
