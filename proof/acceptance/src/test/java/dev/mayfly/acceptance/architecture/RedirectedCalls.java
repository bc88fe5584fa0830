package dev.mayfly.acceptance.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.util.Context;
import com.codahale.metrics.MetricRegistry;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import dev.mayfly.console.logs.TaskFiles;
import dev.mayfly.console.signin.OidcHttp;
import dev.mayfly.gateway.source.SourceSettings;
import dev.mayfly.gateway.source.Sources;
import dev.mayfly.local.Mayfly;
import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.service.entra.EntraTransport;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.batch.BatchTransport;
import dev.mayfly.worker.batch.EndProof;
import dev.mayfly.worker.batch.TaskSpec;
import dev.mayfly.worker.forge.AzureDevOpsClient;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.auth.AzureDevOpsAuth;
import dev.mayfly.worker.forge.auth.ForgeSignIn;
import dev.mayfly.worker.forge.http.RequestLimiter;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.TaskRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import okhttp3.OkHttpClient;
import org.slf4j.LoggerFactory;

/** Calls of every client of the product, with secrets, to an address that redirects. */
final class RedirectedCalls {

  static final String SECRET = "s3cretOfThisTest0123456789";

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final Duration PATIENCE = Duration.ofSeconds(9);
  private static final TaskRef TASK =
      new TaskRef(
          new BatchJobId("mayfly", "ubuntu", 1),
          RunnerName.parse("mayfly-github-1-3fa91c-1").orElseThrow());
  private static final TaskSpec SPEC =
      new TaskSpec("runner:1", Map.of("ActionsRunner_TOKEN", SECRET), Duration.ofHours(1));

  private RedirectedCalls() {}

  /** One call; it throws what the client tells, or returns it. */
  interface Call {
    String to(URI address) throws Exception;
  }

  /** Which classes build an HTTP client, and what shows what each does with a redirect. */
  static final Map<String, Map<String, Call>> OF_BUILDERS =
      Map.of(
          "dev.mayfly.worker.Clients",
          Map.of(), // ForgeHttp builds its own of that one
          "dev.mayfly.worker.forge.http.ForgeHttp",
          Map.of(
              "GitHub, a token to register with",
              at -> gitHub(at, client -> client.registrationToken(ACME)),
              "GitHub, a just-in-time configuration",
              at -> gitHub(at, client -> client.jitConfig(ACME, "r", List.of("linux"), 1)),
              "GitHub, a listing",
              at -> gitHub(at, client -> client.runners(ACME)),
              "GitHub, a removal",
              at -> gitHub(at, client -> client.delete(ACME, 7)),
              "Gitea, a token to register with",
              at -> gitea(at).registrationToken(ACME).toString(),
              "Azure DevOps, a listing",
              at -> azureDevOps(at).runners(Scope.ofAgentPool("linux")).toString()),
          "dev.mayfly.worker.batch.BatchHttp",
          batchBy(BatchTransport.values()),
          "dev.mayfly.service.entra.EntraTransport", // what Key Vault is asked over as well
          Map.of("Entra ID and managed identities, a token", RedirectedCalls::entraId),
          "dev.mayfly.service.http.Redirects",
          Map.of(
              "GitHub, the addresses of its webhooks",
              RedirectedCalls::addresses,
              "an OpenID provider, a code and the application's secret",
              RedirectedCalls::openIdCode,
              "an OpenID provider, its keys",
              at -> new OidcHttp().retrieveResource(at.toURL()).getContent()),
          "dev.mayfly.console.logs.TaskFiles",
          Map.of("Batch, from the console", RedirectedCalls::taskFiles),
          "dev.mayfly.local.operator.ConsoleClient",
          Map.of("The console, from the command line", RedirectedCalls::console));

  private static String gitHub(URI at, Consumer<ForgeClient> call) {
    call.accept(forge(at, Forge.Type.GITHUB, at));
    return "";
  }

  private static ForgeClient gitea(URI at) {
    return forge(at, Forge.Type.GITEA, at.resolve("/api/v1"));
  }

  private static ForgeClient forge(URI at, Forge.Type type, URI api) {
    return new ForgeClient(
        new OkHttpClient(),
        new Forge(type, api, at, List.of(ACME), null, null, null),
        ForgeSignIn.ofToken(() -> SECRET),
        limiter(),
        InstantSource.system());
  }

  private static AzureDevOpsClient azureDevOps(URI at) {
    return new AzureDevOpsClient(
        new OkHttpClient(),
        new Forge(Forge.Type.AZURE_DEVOPS, at, at, List.of(), null, null, null),
        AzureDevOpsAuth.personalAccessToken(() -> SECRET),
        limiter(),
        InstantSource.system());
  }

  private static RequestLimiter limiter() {
    return new RequestLimiter("forge", 5000, true, new MetricRegistry(), () -> Instant.EPOCH);
  }

  private static Map<String, Call> batchBy(BatchTransport... transports) {
    Map<String, Call> calls = new HashMap<>();
    for (BatchTransport by : transports) {
      calls.put(
          "Batch by " + by + ", a task with its token",
          at -> batch(by, at, client -> client.addTask(TASK, SPEC)));
      calls.put(
          "Batch by " + by + ", a look at a task",
          at -> batch(by, at, client -> client.task(TASK)));
      calls.put(
          "Batch by " + by + ", a removal",
          at -> batch(by, at, client -> client.delete(TASK, EndProof.byForce())));
    }
    return calls;
  }

  private static String batch(BatchTransport by, URI at, Consumer<AzureBatchClient> call) {
    try (AzureBatchClient client =
        new AzureBatchClient(by, account(at), PATIENCE, InstantSource.system())) {
      call.accept(client);
    }
    return "";
  }

  private static BatchCredentials account(URI at) {
    String key = Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8));
    return new BatchCredentials(at, "acme", key);
  }

  private static String taskFiles(URI at) {
    return new TaskFiles(account(at), InstantSource.system()).state(TASK);
  }

  private static String entraId(URI at) throws Exception {
    HttpRequest request = new HttpRequest(HttpMethod.POST, at.toURL());
    request.setBody("client_secret=" + SECRET);
    return EntraTransport.over(PATIENCE).sendSync(request, Context.NONE).toString();
  }

  private static String openIdCode(URI at) throws IOException {
    HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, at);
    request.setBody("client_secret=" + SECRET);
    return new OidcHttp().send(request).getBody();
  }

  private static String console(URI at) {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(told, true, UTF_8);
    int unused = Mayfly.run(List.of("pools", "--console", at.toString()), print, print);
    return told.toString(UTF_8);
  }

  private static String addresses(URI at) throws ExecutionException, InterruptedException {
    Fleet fleet =
        new Fleet("mayfly", Map.of("github", new Forge(at, at, List.of(ACME))), List.of());
    Logger logger = (Logger) LoggerFactory.getLogger(Sources.class.getPackageName());
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor();
    try {
      SourceSettings settings = new SourceSettings(SourceSettings.Mode.REPORT, null, null);
      new Sources(settings, fleet, background).start();
      background.submit(() -> {}).get();
    } finally {
      background.shutdownNow();
      logger.detachAppender(lines);
    }
    return lines.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .collect(Collectors.joining("\n"));
  }
}
