package dev.mayfly.acceptance.canary;

import dev.mayfly.acceptance.company.ConnectProxy;
import dev.mayfly.acceptance.stack.Child;
import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.console.ConsoleApplication;
import dev.mayfly.gateway.GatewayApplication;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.Started;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.batch.SignedHttp;
import dev.mayfly.standin.forge.Dialect;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.LocalApp;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.standin.forge.StandInSettings.Patience;
import dev.mayfly.standin.oidc.OidcStandIn;
import dev.mayfly.standin.runner.RunnerCommand;
import dev.mayfly.worker.WorkerApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All of Mayfly with marked secrets: gateway, worker and Temporal as processes of the system,
 * stand-ins for three forges and for Batch in this one.
 */
final class World implements AutoCloseable {

  static final Duration SOON = Duration.ofMinutes(2);

  private static final String WORKER_LOG = "worker.log";

  final BatchStandIn batch;
  final ConnectProxy proxy;
  final OidcStandIn provider;
  final GitHubStandIn github;
  final GitHubStandIn app;
  final GitHubStandIn azdo;

  /** The answers of Batch about every task, and what its container said. */
  final Containers containers;

  final ProcessWatch processes;
  private final Started started = new Started();
  final Endpoints endpoints = new Endpoints();
  final Path directory;
  final Marks marks = new Marks();
  private final Map<String, String> environment = new HashMap<>();
  final Temporal temporal;
  final Configuration files;
  private Child worker;

  World(Path directory, TemporalCli binary) throws Exception {
    this.directory = directory;
    try {
      temporal = open(new Temporal(directory, binary));
      String batchKey = secret("BATCH_KEY", marks.base64("Batch account key", 64));
      batch = open(startBatch(batchKey));
      batch.tokens().mark(marks.mark("Entra token"));
      String token = marks.text("GitHub token");
      github =
          forge(
              "/webhooks/github",
              secret("GITHUB_WEBHOOK_SECRET", marks.text("webhook secret")),
              settings().withToken(token));
      LocalApp key = marks.app("App", Configuration.APP, Duration.ofSeconds(20));
      String appSecret = marks.text("App's webhook secret");
      app = forge("/webhooks/app", appSecret, settings().withApps(List.of(key.known())));
      azdo =
          forge(
              "/requests/azdo",
              secret("AZDO_BEARER", marks.text("pipelines' bearer secret")),
              settings()
                  .withDialect(Dialect.AZURE_DEVOPS)
                  .withToken(secret("AZDO_TOKEN", marks.text("Azure DevOps token"))));
      github.mark(marks.mark("secret of github's making"));
      app.mark(marks.mark("secret of app's making"));
      azdo.mark(marks.mark("secret of azdo's making"));
      provider =
          open(
              OidcStandIn.start(
                  new OidcStandIn.Application(
                      "mayfly",
                      secret("CONSOLE_CLIENT_SECRET", marks.text("console's client secret")),
                      List.of(URI.create(endpoints.console() + "/sign-in/oidc/callback"))),
                  InstantSource.system()));
      // Nothing here is reached through it: it leads what is asked to a server without TLS.
      proxy = open(proxy(github.webUrl().getPort(), marks.text("proxy's password")));
      secret("SEALING_KEY", marks.base64("sealing key", 32));
      // As an API key does it; that one is not sent without TLS.
      secret("TEMPORAL_GRPC_META_AUTHORIZATION", "Bearer " + marks.text("Temporal's API key"));
      files = new Configuration(directory, ports());
      files.write(
          Map.of(
              "old-webhook-secret",
              marks.text("old webhook secret"),
              "app-webhook-secret",
              appSecret,
              "github-token",
              token,
              "old-sealing-key",
              marks.base64("old sealing key", 32),
              "console-secret",
              marks.text("secret of an operator at the console")),
          key);
      containers =
          new Containers(
              batch, new SignedHttp(batch.url(), BatchStandInCommand.DEFAULT_ACCOUNT, batchKey));
      processes = open(new ProcessWatch(containers::look));
      open(service(GatewayApplication.class, files.gateway(), Map.of(), "gateway.log"));
      worker = open(service(WorkerApplication.class, files.worker(), Map.of(), WORKER_LOG));
      open(service(ConsoleApplication.class, files.console(), Map.of(), "console.log"));
      endpoints.awaitGateway();
      endpoints.awaitWorker();
      endpoints.awaitConsole();
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  private ConnectProxy proxy(int nowhere, String password) throws IOException {
    Map<String, Integer> names = new HashMap<>();
    Configuration.ELSEWHERE.forEach(name -> names.put(name + ":443", nowhere));
    ConnectProxy made = new ConnectProxy(names, "mayfly:" + password);
    secret("HTTPS_PROXY", "http://mayfly:" + password + "@127.0.0.1:" + made.port());
    return made;
  }

  private Configuration.Ports ports() {
    return new Configuration.Ports(
        endpoints,
        temporal.address(),
        batch.url(),
        new Configuration.Forges(github.webUrl(), app.webUrl(), azdo.webUrl()),
        provider.issuer());
  }

  private String secret(String variable, String value) {
    environment.put(variable, value);
    return value;
  }

  /** One that gateway and worker have in this variable. */
  String secret(String variable) {
    return Optional.ofNullable(environment.get(variable)).orElseThrow();
  }

  private <T extends AutoCloseable> T open(T part) {
    return started.add(part);
  }

  private static StandInSettings settings() {
    return StandInSettings.DEFAULT.withPatience(Patience.SHORT);
  }

  private GitHubStandIn forge(String path, String secret, StandInSettings settings) {
    URI webhook = URI.create(endpoints.gateway() + path);
    return open(GitHubStandIn.start(settings.withWebhook(webhook, secret)));
  }

  private BatchStandIn startBatch(String key) {
    List<String> runner = RunnerCommand.words();
    Map<String, List<String>> images = new HashMap<>();
    for (String pool : List.of("plain", "limited", "capped", "paused")) {
      images.put("local/" + pool, runner);
    }
    images.put("local/failing", List.of("sh", "-c", "exit 3"));
    images.put("local/silent", List.of("sleep", "600"));
    images.put("local/lost", onceOffline(runner));
    return BatchStandIn.start(
        0, BatchStandInCommand.DEFAULT_ACCOUNT, key, images, BatchStandIn.Settings.DEFAULT);
  }

  /** The first start registers and never works; another start of the same runner is refused. */
  private List<String> onceOffline(List<String> runner) {
    String script =
        """
        [ -e "$0" ] && exec "$@"
        touch "$0"
        STAND_IN_DEATH=OFFLINE "$@"
        touch "$0.registered"
        exec sleep 600
        """;
    return Stream.concat(
            Stream.of("sh", "-c", script, directory.resolve("been").toString()), runner.stream())
        .toList();
  }

  private Child service(Class<?> main, Path file, Map<String, String> more, String log)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return Child.start(Child.java(main, file.toString()), all, directory.resolve(log));
  }

  /** Another worker in the present one's place. */
  void restartWorker(Map<String, String> more) throws IOException {
    worker.close();
    worker = open(service(WorkerApplication.class, files.worker(), more, WORKER_LOG));
    endpoints.awaitWorker();
  }

  /** Runs a service's command line to its end, and keeps what it prints. */
  void print(Class<?> main, Path file, String command) throws Exception {
    try (Child child =
        Child.start(
            Child.java(main, command, file.toString()),
            environment,
            directory.resolve("printed.log"))) {
      child.await();
    }
  }

  /** As {@link #print}, of a file that is wrong and goes again, since it may hold a secret. */
  void printWithout(Path file, Class<?> main, String command) throws Exception {
    print(main, file, command);
    Files.delete(file);
  }

  LifeQueries lives(String forge) {
    return open(new LifeQueries(temporal.address(), forge));
  }

  /** Returns the log of the present workers. */
  String workerLog() {
    try {
      return Files.readString(directory.resolve(WORKER_LOG));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    started.close();
  }
}
