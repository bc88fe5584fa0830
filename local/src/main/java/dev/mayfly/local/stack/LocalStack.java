package dev.mayfly.local.stack;

import dev.mayfly.console.ConsoleApplication;
import dev.mayfly.gateway.GatewayApplication;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.service.server.ServiceApplication;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.Dialect;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.LocalApp;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.standin.forge.StandInSettings.Patience;
import dev.mayfly.standin.node.DockerEngine;
import dev.mayfly.standin.node.EngineKind;
import dev.mayfly.standin.runner.RunnerCommand;
import dev.mayfly.worker.WorkerApplication;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All of Mayfly on loopback, in this process: Temporal, stand-ins for GitHub and Batch, the real
 * gateway and the real worker, talking to each other over HTTP. Closing it ends everything it
 * started, the last first.
 */
public final class LocalStack implements AutoCloseable {

  /** The settings of a stack; each {@code with} returns a changed copy. */
  public static final class Settings implements Cloneable {

    /** Serves the stand-in's own organization, with Temporal in this process. */
    public static final Settings DEFAULT = new Settings();

    /** The organizations whose jobs are served; one with a slash is a repository. */
    List<String> organizations = List.of(StandInSettings.DEFAULT.organization());

    /** The variables that say where Temporal is: see {@link LocalTemporal}. */
    Map<String, String> environment = Map.of();

    BatchStandIn.Settings batch = BatchStandIn.Settings.DEFAULT;

    /** The thing behind every image of the Batch stand-in: a command, or for Docker an image. */
    List<String> runner = RunnerCommand.words();

    EngineKind engine = EngineKind.PROCESS;

    /** The pools whose runners get a just-in-time configuration, not a token. */
    Set<String> justInTime = Set.of();

    /** The cap of every pool; 0 for none. */
    int maxRunners;

    /** The time that a container may take to leave after its job. */
    Duration exit = Duration.ofSeconds(5);

    /** The settings by which the nodes of every pool scale, as in YAML; absent: they do not. */
    @Nullable String scaling;

    /** The end of the runs of jobs that Mayfly gives up on: they are cancelled, or stay queued. */
    boolean cancelsRuns;

    /** The prices of nodes, as in YAML; absent: there are none. */
    @Nullable String prices;

    /** The Docker that jobs on Linux get, as in YAML. */
    String dockerForJobs = "none";

    /** The forge, but for its port, its webhook and its Apps. */
    StandInSettings forge = StandInSettings.DEFAULT.withPatience(Patience.SHORT);

    boolean webhooks = true;
    List<LocalApp> apps = List.of();
    @Nullable Duration sweepEvery;
    boolean redelivers;
    String logLevel = "INFO";
    boolean console;
    String installation = "mayfly";

    private Settings() {}

    private Settings with(Consumer<Settings> change) {
      try {
        Settings copy = (Settings) clone();
        change.accept(copy);
        return copy;
      } catch (CloneNotSupportedException impossible) {
        throw new AssertionError(impossible);
      }
    }

    public Settings withOrganizations(List<String> logins) {
      return with(it -> it.organizations = List.copyOf(logins));
    }

    public List<String> organizations() {
      return organizations;
    }

    public Settings withEnvironment(Map<String, String> variables) {
      return with(it -> it.environment = Map.copyOf(variables));
    }

    public Settings withBatch(BatchStandIn.Settings nodes) {
      return with(it -> it.batch = nodes);
    }

    public Settings withRunner(List<String> command) {
      return with(it -> it.runner = List.copyOf(command));
    }

    /**
     * Runs the tasks in containers.
     *
     * @param image that all of them have.
     */
    public Settings withDocker(String image) {
      return withRunner(List.of(image)).with(it -> it.engine = EngineKind.DOCKER);
    }

    public Settings withJustInTime(Set<String> pools) {
      return with(it -> it.justInTime = Set.copyOf(pools));
    }

    public Settings withMaxRunners(int cap) {
      return with(it -> it.maxRunners = cap);
    }

    public Settings withExit(Duration atMost) {
      return with(it -> it.exit = atMost);
    }

    /**
     * @param yaml as the common file has it, in braces.
     */
    public Settings withScaling(String yaml) {
      return with(it -> it.scaling = yaml);
    }

    /**
     * @param yaml as the worker's file has it, in braces.
     */
    public Settings withPrices(String yaml) {
      return with(it -> it.prices = yaml);
    }

    /**
     * Gives jobs on Linux Docker, which goes with nodes of one slot that scale.
     *
     * @param how as the common file has it.
     */
    public Settings withDockerForJobs(String how) {
      return with(it -> it.dockerForJobs = how);
    }

    /** Has the runs of jobs cancelled that Mayfly gives up on. */
    public Settings withRunsCancelled() {
      return with(it -> it.cancelsRuns = true);
    }

    public Settings withDialect(Dialect other) {
      return with(it -> it.forge = forge.withDialect(other));
    }

    /** Leaves the forge without a webhook: jobs are queued, and no delivery tells of them. */
    public Settings withoutWebhooks() {
      return with(it -> it.webhooks = false);
    }

    /**
     * @param perHour how many API requests GitHub answers.
     */
    public Settings withRateLimit(int perHour) {
      return with(it -> it.forge = forge.withRateLimit(perHour));
    }

    public Settings withPatience(Patience patience) {
      return with(it -> it.forge = forge.withPatience(patience));
    }

    /** Lets the worker sign in as these GitHub Apps; the first one's webhook tells of jobs. */
    public Settings withApps(List<LocalApp> all) {
      return with(it -> it.apps = List.copyOf(all));
    }

    public Settings withSweepEvery(Duration time) {
      return with(it -> it.sweepEvery = time);
    }

    /** Tells the worker its webhook, so that it has sent again what the gateway did not take. */
    public Settings withRedelivery() {
      return with(it -> it.redelivers = true);
    }

    /**
     * Gives it another name, which is its task queue too, and labels of its own, so that its jobs
     * are told from the usual one's.
     */
    public Settings withInstallation(String name) {
      return with(it -> it.installation = name);
    }

    /** Adds the console. */
    public Settings withConsole() {
      return with(it -> it.console = true);
    }

    /** Sets the level of the services' own lines in {@code mayfly.log}. */
    public Settings withLogLevel(String level) {
      return with(it -> it.logLevel = level);
    }
  }

  private final Started started = new Started();
  private final LocalConfiguration files;
  private final LocalTemporal temporal;
  private final GitHubStandIn github;
  private final BatchStandIn batch;
  private final Settings settings;
  private final Map<String, Secret> encryptionKeys;
  private @Nullable GatewayApplication gateway;
  private @Nullable WorkerApplication worker;
  private @Nullable ConsoleApplication console;

  private LocalStack(Path directory, Settings settings, boolean encrypted) throws Exception {
    this.settings = settings;
    try {
      temporal = open(LocalTemporal.start(settings.environment, directory));
      batch =
          open(
              BatchStandIn.start(
                  0,
                  BatchStandInCommand.DEFAULT_ACCOUNT,
                  BatchStandInCommand.DEFAULT_KEY,
                  settings.engine.start(
                      new DockerEngine.Settings(
                          LocalConfiguration.images(settings.runner),
                          List.of(EngineKind.ON_LOOPBACK),
                          DockerEngine.Settings.USER)),
                  settings.batch));
      files =
          LocalConfiguration.write(
              directory, settings, temporal, batch.url(), Ports.free(), encrypted);
      encryptionKeys =
          encrypted
              ? Map.of("local", Secret.of(Files.readString(directory.resolve("encryption-key"))))
              : Map.of();
      startGateway();
      open(this::stopGateway);
      github = open(GitHubStandIn.start(forge()));
      startWorker();
      open(this::stopWorker);
      if (settings.console) {
        console = started(new ConsoleApplication(), files.console());
        open(console::stop);
      }
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /**
   * Starts everything.
   *
   * @param directory for configuration, logs and Temporal's database.
   */
  public static LocalStack start(Path directory, Settings settings) throws Exception {
    return new LocalStack(directory, settings, false);
  }

  /**
   * Starts everything, with payloads encrypted.
   *
   * @param directory as above; gets the key, {@code encryption-key} with the id {@code local}.
   */
  public static LocalStack startEncrypted(Path directory, Settings settings) throws Exception {
    return new LocalStack(directory, settings, true);
  }

  private StandInSettings forge() {
    StandInSettings forge =
        settings
            .forge
            .withPort(files.githubPort())
            .withApps(settings.apps.stream().map(LocalApp::known).toList());
    return settings.webhooks
        ? forge.withWebhook(files.webhook(), LocalConfiguration.WEBHOOK_SECRET)
        : forge;
  }

  private <T extends AutoCloseable> T open(T part) {
    return started.add(part);
  }

  /**
   * Starts another installation, which serves the same organization with the same Batch account and
   * the same Temporal: a gateway and a worker of its own, and a webhook. It ends with this one.
   *
   * @param beside a folder of its own.
   */
  public void startBeside(Path beside, String installation) throws Exception {
    LocalConfiguration its =
        LocalConfiguration.write(
            beside,
            settings.withInstallation(installation),
            temporal,
            batch.url(),
            files.githubPort(),
            false);
    open(started(new GatewayApplication(), its.gateway())::stop);
    open(started(new WorkerApplication(), its.worker())::stop);
    github.alsoTell(its.webhook());
  }

  private static <T extends ServiceApplication<?>> T started(T service, Path file)
      throws Exception {
    service.start(file.toString());
    return service;
  }

  private static void stop(@Nullable ServiceApplication<?> service) {
    if (service != null) {
      service.stop();
    }
  }

  /** Starts a gateway where the webhook leads; a test may stop it and start another. */
  public void startGateway() throws Exception {
    gateway = started(new GatewayApplication(), files.gateway());
  }

  public void stopGateway() throws Exception {
    stop(gateway);
    gateway = null;
  }

  /** Starts a worker; the demo has one, a test may stop it and start another. */
  public void startWorker() throws Exception {
    worker = started(new WorkerApplication(), files.worker());
  }

  public void stopWorker() throws Exception {
    stop(worker);
    worker = null;
  }

  public GitHubStandIn github() {
    return github;
  }

  public BatchStandIn batch() {
    return batch;
  }

  public LocalTemporal temporal() {
    return temporal;
  }

  /** The console's pages; empty: there is none. */
  public Optional<URI> console() {
    return Optional.ofNullable(console)
        .map(it -> URI.create("http://127.0.0.1:" + it.port() + "/"));
  }

  /** The metrics of the services that there are, as their admin ports show them. */
  public List<URI> metrics() {
    return Stream.of(gateway, worker, console)
        .filter(Objects::nonNull)
        .map(service -> URI.create("http://127.0.0.1:" + service.adminPort() + "/metrics"))
        .toList();
  }

  /** A client of its own, to look at lives with. */
  public LifeQueries lives() {
    String forge = LocalConfiguration.forgeName(settings.forge.dialect());
    return open(new LifeQueries(temporal.address(), forge, encryptionKeys));
  }

  /** Returns what has not been cleaned up; empty when nothing is left. */
  public List<String> leftovers() {
    return Map.of(
            "registration", github.runners().size(),
            "Batch task", batch.tasks().size(),
            "process", batch.runningProcesses().size(),
            "container", batch.containers().size())
        .entrySet()
        .stream()
        .filter(left -> left.getValue() > 0)
        .map(left -> left.getValue() + " " + left.getKey() + "(s)")
        .sorted()
        .toList();
  }

  @Override
  public void close() throws IOException {
    started.close();
  }
}
